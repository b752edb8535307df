using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.People;
using Spico.Silo.Retention;
using Spico.Silo.Streams;

namespace Spico.Silo.Support;

/// <summary>The requests for support of one person. Who acts for them neither asks nor sees.</summary>
[Reentrant]
[GrainType("support")]
internal sealed class SupportGrain : Grain, ISupportGrain, IErasable
{
    private const string SnapshotName = "support.snapshot.v1";

    private readonly StreamId _stream;
    private readonly StreamServices _services;
    private readonly IPeopleStore _people;
    private readonly SupportOptions _options;
    private readonly StreamPipeline<SupportRequests> _pipeline;

    public SupportGrain(StreamServices services, IPeopleStore people, IOptions<SupportOptions> options)
    {
        _stream = StreamKey.Parse(this.GetPrimaryKeyString());
        _services = services;
        _people = people;
        _options = options.Value;
        var snapshots = new StreamSnapshots(services.Storage.Snapshots, SnapshotName, this.GetGrainId());
        _pipeline = new StreamPipeline<SupportRequests>(_stream, services, snapshots, DeactivateOnIdle);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _pipeline.StopAsync();

    public async ValueTask<Reply> CarryOut(Caller caller, Command command)
    {
        Reply reply;
        try
        {
            reply = command.BodyCase switch
            {
                Command.BodyOneofCase.AskForSupport => await AskAsync(caller, command.AskForSupport),
                Command.BodyOneofCase.ChangeSupportRequest =>
                    await ChangeAsync(caller, command.ChangeSupportRequest),
                _ => new Reply { Error = Refusal.Unsupported() },
            };
        }
        catch (StoreException failure)
        {
            reply = new Reply { Error = Refusal.Of(failure.Failure) };
        }

        // Whoever tries ids must not fill the memory with what does not exist.
        if (_pipeline.IsEmpty)
        {
            DeactivateOnIdle();
        }

        return reply;
    }

    public ValueTask<bool> Drop() => _pipeline.ForgetAsync();

    private async ValueTask<Reply> AskAsync(Caller caller, AskForSupportRequest request)
    {
        if (caller.ActedBy is not null || StreamId.SupportOf(caller.Person) != _stream)
        {
            return new Reply { Error = Refusal.NotAccessible() };
        }

        return SupportFields.Check(request) is { } invalid
            ? new Reply { Error = invalid }
            : await _pipeline.SubmitAsync(
                new AskForSupportCommand(_stream, caller.Person, request, _options, _services.Now));
    }

    private async ValueTask<Reply> ChangeAsync(Caller caller, ChangeSupportRequestRequest request)
    {
        if (_stream.Kind != StreamKind.Support)
        {
            return new Reply { Error = Refusal.Invalid("stream", "The 16 bytes of somebody's requests.") };
        }

        bool isSupport = await SupportRole.IsOfAsync(caller, _people);
        if (!isSupport && (caller.ActedBy is not null || StreamId.SupportOf(caller.Person) != _stream))
        {
            return new Reply { Error = Refusal.NotAccessible("stream") };
        }

        return SupportFields.Check(request) is { } invalid
            ? new Reply { Error = invalid }
            : await _pipeline.SubmitAsync(
                new ChangeSupportRequestCommand(_stream, caller.Person, isSupport, request, _services.Now));
    }
}

using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Rights;
using Spico.Silo.People;
using Spico.Silo.Streams;
using Spico.Silo.Support;

namespace Spico.Silo.Retention;

/// <summary>The register of the region.</summary>
[Reentrant]
[GrainType("register")]
internal sealed partial class RegisterGrain : Grain, IRetentionGrain, IErasesAgain
{
    private const int AttemptsMax = 5;
    private const string SnapshotName = "register.snapshot.v1";

    private readonly StreamId _stream;
    private readonly StreamServices _services;
    private readonly IPeopleStore _people;
    private readonly StreamPipeline<RegisterState> _pipeline;
    private readonly StreamPurge _purge;

    public RegisterGrain(StreamServices services, IPeopleStore people, IOptions<RetentionOptions> options)
    {
        _stream = StreamKey.Parse(this.GetPrimaryKeyString());
        _services = services;
        _people = people;
        var snapshots = new StreamSnapshots(services.Storage.Snapshots, SnapshotName, this.GetGrainId());
        _pipeline = new StreamPipeline<RegisterState>(_stream, services, snapshots, DeactivateOnIdle);
        _purge = new StreamPurge(_pipeline, services, options.Value);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _pipeline.StopAsync();

    public async ValueTask<Reply> CarryOut(Caller caller, Command command)
    {
        try
        {
            return await MayAsync(caller, command)
                ? await AnswerAsync(caller, command)
                : new Reply { Error = Refusal.NotAccessible() };
        }
        catch (StoreException failure)
        {
            return new Reply { Error = Refusal.Of(failure.Failure) };
        }
    }

    public async ValueTask<Error?> EraseAgain(StreamId stream, uint epoch)
    {
        byte[] source = [.. stream.ToByteString().Span, .. BitConverter.GetBytes(epoch)];
        var id = RequestId.From(RequestHash.Of(source));
        var order = new StreamErased
        {
            Stream = stream.ToByteString(),
            Reason = string.Create(
                CultureInfo.InvariantCulture, $"Erased before the backup of epoch {epoch - 1} was restored."),
            Retention = stream.Kind == StreamKind.Trace ? RetentionClass.Traces : RetentionClass.Unspecified,
        };
        // What is merged with it may have been separated since: the ledger names what was erased, each on its own.
        var erase = new EraseStreamCommand(PersonId.From(Guid.Empty), id, order, _services) { IsAlone = true };
        return (await _pipeline.SubmitAsync(erase)).Error;
    }

    private async ValueTask<bool> MayAsync(Caller caller, Command command) =>
        _stream == StreamId.Register
        && (command.BodyCase == Command.BodyOneofCase.FindHelpContacts
            || (caller.ActedBy is null && await MayOrderAsync(caller, command)));

    private async ValueTask<bool> MayOrderAsync(Caller caller, Command command) =>
        caller.IsAdministrator
        || (command.BodyCase == Command.BodyOneofCase.ReadRegister
            && await _people.GetAsync([caller.Person]) is [var person]
            && CareRoles.Of(person) == CareRole.Auditor);

    private async ValueTask<Reply> AnswerAsync(Caller caller, Command command)
    {
        Error? invalid;
        switch (command.BodyCase)
        {
            case Command.BodyOneofCase.EraseStream:
                return await EraseAsync(caller.Person, command.EraseStream);
            case Command.BodyOneofCase.SetLegalHold:
                invalid = SetLegalHoldCommand.TryRead(
                    caller.Person, command.SetLegalHold, _services.Storage.Store, out SetLegalHoldCommand? hold);
                return hold is null ? new Reply { Error = invalid } : await _pipeline.SubmitAsync(hold);
            case Command.BodyOneofCase.PurgeStreams:
                return await _purge.RunAsync(caller.Person, command.PurgeStreams);
            case Command.BodyOneofCase.ReadRegister:
                return await ReadAsync(command.ReadRegister);
            case Command.BodyOneofCase.FindHelpContacts:
                return await FindContactsAsync(caller, command.FindHelpContacts);
            case Command.BodyOneofCase.LoadHelpContacts:
                Reply? findings = LoadHelpContactsCommand.TryRead(
                    caller.Person, command.LoadHelpContacts, out LoadHelpContactsCommand? load);
                return load is null ? findings! : await _pipeline.SubmitAsync(load);
            default:
                return new Reply { Error = Refusal.Unsupported() };
        }
    }

    private async ValueTask<Reply> EraseAsync(PersonId author, EraseStreamRequest request)
    {
        for (int attempt = 1; ; attempt++)
        {
            // What was looked at may move on before the order is written: then it is looked at again.
            Error? invalid = EraseStreamCommand.TryRead(author, request, _services, out EraseStreamCommand? erase);
            if (erase is null)
            {
                return new Reply { Error = invalid };
            }

            Reply reply = await _pipeline.SubmitAsync(erase);
            if (attempt == AttemptsMax || !Equals(reply.Error, Refusal.Overtaken()))
            {
                return reply.Error is null ? await ErasedAsync(erase, reply) : reply;
            }
        }
    }

    // When it was: the same however often it is asked for.
    private async ValueTask<Reply> ErasedAsync(EraseStreamCommand erase, Reply reply)
    {
        // What is in memory goes before the answer does; where it cannot, the consequence sees to it.
        foreach (StreamId stream in erase.Streams)
        {
            try
            {
                await RetentionClasses.GrainOf(GrainFactory, stream).Drop();
            }
            catch (Exception failure) when (failure is TimeoutException or OrleansException)
            {
                Log.NotDropped(_services.Logger, failure, stream);
            }
        }

        Reply told = reply.Clone();
        told.EraseStream.ErasedAt = await ErasedStreams.FindAsync(_services.Storage.Store, erase.Streams[0]) ?? 0;
        return told;
    }

    private async ValueTask<Reply> FindContactsAsync(Caller caller, FindHelpContactsRequest request)
    {
        if (request.Department.Length > 0 && !HelpContactsFile.IsCode(request.Department))
        {
            return new Reply { Error = Refusal.Invalid("department", "The code of a département, or empty.") };
        }

        HashSet<string> departments = await HelpContacts.DepartmentsAsync(caller.Person, request, _people);
        (Error? refusal, FindHelpContactsResponse? found) = await _pipeline.AskAsync(
            departments,
            static (fold, asked) => new FindHelpContactsResponse
            {
                Contacts = { HelpContacts.In(fold.Contacts, asked) },
            });
        return refusal is null ? new Reply { FindHelpContacts = found } : new Reply { Error = refusal };
    }

    private async ValueTask<Reply> ReadAsync(ReadRegisterRequest request)
    {
        if (RetentionFields.CheckLimit(request.Limit) is { } invalid)
        {
            return new Reply { Error = invalid };
        }

        (Error? refusal, (long Head, StreamCipher? Cipher) asked) = await _pipeline.AskAsync(
            0, static (fold, cipher, _) => (fold.Head.Seq, cipher));
        if (refusal is not null || asked.Cipher is null)
        {
            return refusal is null
                ? new Reply { ReadRegister = new ReadRegisterResponse() }
                : new Reply { Error = refusal };
        }

        int limit = request.Limit == 0 ? RetentionLimits.PageDefault : (int)request.Limit;
        long before = request.Before is 0 or > long.MaxValue ? asked.Head + 1 : (long)request.Before;
        List<RegisterEntry> found = await _services.Storage.Store.ReadFactsAsync(
            _stream, before, backwards: true, limit + 1, row => Told(row, asked.Cipher));
        return new Reply
        {
            ReadRegister = new ReadRegisterResponse { Entries = { found.Take(limit) }, More = found.Count > limit },
        };
    }

    private static RegisterEntry Told(FactRow row, StreamCipher cipher)
    {
        Fact body = Fact.Parser.ParseFrom(cipher.Open(row));
        var entry = new RegisterEntry { Seq = (ulong)row.Seq, At = row.At, Author = row.Author.ToByteString() };
        switch (body.BodyCase)
        {
            case Fact.BodyOneofCase.StreamErased:
                entry.Erased = body.StreamErased;
                break;
            case Fact.BodyOneofCase.LegalHoldSet:
                entry.Hold = body.LegalHoldSet;
                break;
            case Fact.BodyOneofCase.HelpContactsLoaded:
                entry.Contacts = (uint)body.HelpContactsLoaded.Contacts.Count;
                break;
        }

        return entry;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Erased stream {Stream} is dropped later")]
        public static partial void NotDropped(ILogger logger, Exception failure, StreamId stream);
    }
}

using Orleans.Concurrency;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Patients;

/// <summary>A patient.</summary>
[Reentrant]
[GrainType("patient")]
internal sealed class PatientGrain : Grain, IPatientGrain
{
    private const string SnapshotName = "patient.snapshot.v1";

    private readonly StreamId _stream;
    private readonly StreamServices _services;
    private readonly StreamPipeline<PatientState> _pipeline;

    public PatientGrain(StreamServices services)
    {
        _stream = StreamKey.Parse(this.GetPrimaryKeyString());
        _services = services;
        var snapshots = new StreamSnapshots(services.Storage.Snapshots, SnapshotName, this.GetGrainId());
        _pipeline = new StreamPipeline<PatientState>(_stream, services, snapshots, DeactivateOnIdle);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _pipeline.StopAsync();

    public ValueTask<Reply> Register(Caller caller, RegisterPatientRequest request)
    {
        if (!RequestId.TryFrom(request.RequestId, out RequestId id))
        {
            return ValueTask.FromResult(new Reply { Error = Refusal.Invalid("request_id", "16 bytes.") });
        }

        DateOnly today = DateOnly.FromDateTime(_services.Time.GetUtcNow().UtcDateTime);
        if (PatientRules.Check(request.Traits, request.Status, today) is { } invalid)
        {
            return ValueTask.FromResult(new Reply { Error = invalid });
        }

        Guid? number = PatientRules.NumberOf(request.Traits) is { } text
            ? _services.Storage.MasterKey.HashOf(text)
            : null;
        return _pipeline.SubmitAsync(new RegisterPatientCommand(_stream, caller.Person, id, request, number));
    }

    public async ValueTask<PatientFound> Find()
    {
        (Error? refusal, Patient? patient) = await _pipeline.AskAsync(0, static (fold, _) => fold.ToPatient());
        if (refusal is null && patient is null)
        {
            // Whoever tries ids must not fill the memory with patients that do not exist.
            DeactivateOnIdle();
        }

        return new PatientFound(refusal, patient);
    }
}

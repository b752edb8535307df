using Orleans.Concurrency;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Delegations;
using Spico.Silo.Dossiers;
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
    private readonly PatientIndex _index;
    private readonly DelegationCheck _delegations;

    public PatientGrain(StreamServices services)
    {
        _stream = StreamKey.Parse(this.GetPrimaryKeyString());
        _services = services;
        _index = new PatientIndex(services.Storage);
        _delegations = new DelegationCheck(GrainFactory);
        var snapshots = new StreamSnapshots(services.Storage.Snapshots, SnapshotName, this.GetGrainId());
        _pipeline = new StreamPipeline<PatientState>(_stream, services, snapshots, DeactivateOnIdle);
    }

    private DateOnly Today => DateOnly.FromDateTime(_services.Time.GetUtcNow().UtcDateTime);

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _pipeline.StopAsync();

    public async ValueTask<Reply> Register(Caller caller, RegisterPatientRequest request)
    {
        Error? invalid = RequestId.TryFrom(request.RequestId, out RequestId id)
            ? PatientRules.Check(request.Traits, request.Status, Today)
            : Refusal.Invalid("request_id", "16 bytes.");
        if (invalid is not null)
        {
            return new Reply { Error = invalid };
        }

        (Error? _, bool adds) = await _pipeline.AskAsync(
            request, static (fold, found) => fold.Known is { } known && PatientRules.Strengthens(known, found));
        IDossierNotes? dossier = adds
            ? GrainFactory.GetGrain<IDossierNotes>(StreamKey.Of(StreamId.DossierOf(_stream)))
            : null;
        return await _pipeline.SubmitAsync(_delegations.Of(
            caller, new RegisterPatientCommand(_stream, caller.Person, id, request, _index.Rows, dossier))!);
    }

    public ValueTask<Reply> Correct(Caller caller, ChangeIdentityRequest request)
    {
        Error? invalid = RequestId.TryFrom(request.RequestId, out RequestId id)
            ? PatientRules.Check(request.Traits, request.Status, Today)
                ?? PatientRules.CheckAttributes(request.Attributes, request.Status)
            : Refusal.Invalid("request_id", "16 bytes.");
        return invalid is null
            ? _pipeline.SubmitAsync(_delegations.Of(
                caller, new CorrectIdentityCommand(_stream, caller.Person, id, request, _index))!)
            : ValueTask.FromResult(new Reply { Error = invalid });
    }

    public async ValueTask<bool> NoteMerge(PersonId author, StreamId dossier, long seq)
    {
        var noted = new NoteMergeCommand(_stream, author, (dossier, seq), GrainFactory, _index.Rows);
        return (await _pipeline.SubmitAsync(noted)).Error is null;
    }

    public async ValueTask<PatientFound> Find()
    {
        (Error? refusal, (Patient? Patient, PersonId? ActedBy) known) = await _pipeline.AskAsync(
            0, static (fold, _) => (fold.ToPatient(), fold.ActedBy));
        if (refusal is null && known.Patient is null)
        {
            // Whoever tries ids must not fill the memory with patients that do not exist.
            DeactivateOnIdle();
        }

        return new PatientFound(refusal, known.Patient, known.ActedBy);
    }
}

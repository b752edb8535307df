using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Patients;

/// <summary>
/// The identity of a patient as somebody who may write it says it is, its fields already checked. The right to it was
/// checked by the dossier.
/// </summary>
/// <param name="stream">The patient.</param>
/// <param name="author">Who says so.</param>
/// <param name="request">The request's id.</param>
/// <param name="change">The request.</param>
/// <param name="index">Who else there is.</param>
internal sealed class CorrectIdentityCommand(
    StreamId stream, PersonId author, RequestId request, ChangeIdentityRequest change, PatientIndex index)
    : IStreamCommand<PatientState>
{
    public PersonId Author => author;

    public RequestId Request => request;

    public Guid Hash { get; } = RequestHash.Of(Command.ChangeIdentityFieldNumber, change);

    public bool NeedsPreparation => true;

    public async ValueTask<Error?> PrepareAsync() => await index.IsTakenAsync(change.Traits, stream)
        ? Refusal.WrongState("Somebody else is known under this number or these traits: their dossiers may be merged.")
        : null;

    public Decision Decide(PatientState fold)
    {
        if (fold.Known is not { } known)
        {
            return Decision.Refuse(Refusal.NotAccessible("dossier"));
        }

        if (!PatientRules.MaySucceed(known.Traits, change.Traits))
        {
            return Decision.Refuse(Refusal.WrongState("The patient has another number."));
        }

        var corrected = new PatientRegistered
        {
            Traits = change.Traits,
            Status = change.Status,
            Attributes = { change.Attributes },
            Reason = change.Reason,
        };
        return PatientChange.Write(stream, fold, corrected, author, index.Rows);
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new()
    {
        ChangeIdentity = new ChangeIdentityResponse(),
    };
}

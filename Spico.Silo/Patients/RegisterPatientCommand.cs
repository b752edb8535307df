using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Patients;

/// <summary>Traits of a patient to register, their fields already checked.</summary>
/// <param name="stream">The patient.</param>
/// <param name="author">Who registers them.</param>
/// <param name="request">The request's id.</param>
/// <param name="registration">The request.</param>
/// <param name="rows">What the patient is found by.</param>
internal sealed class RegisterPatientCommand(
    StreamId stream, PersonId author, RequestId request, RegisterPatientRequest registration, PatientRows rows)
    : IStreamCommand<PatientState>
{
    public PersonId Author => author;

    public RequestId Request => request;

    public Guid Hash { get; } = RequestHash.Of(Command.RegisterPatientFieldNumber, registration);

    public Decision Decide(PatientState fold)
    {
        if (fold.Known is not { } known)
        {
            var first = new PatientRegistered { Traits = registration.Traits, Status = registration.Status };
            return PatientChange.Write(stream, fold, first, author, rows);
        }

        if (PatientRules.StrictTraitsOf(known.Traits) != PatientRules.StrictTraitsOf(registration.Traits))
        {
            return Decision.Refuse(Refusal.WrongState("Who has this number, or had these traits, has others."));
        }

        if (!PatientRules.MaySucceed(known.Traits, registration.Traits))
        {
            return Decision.Refuse(Refusal.WrongState("Somebody with these traits has another number."));
        }

        PatientRegistered stronger = PatientRules.Strengthen(known, registration);
        if (stronger.Status == known.Status && PatientRules.NumberOf(stronger.Traits)
            == PatientRules.NumberOf(known.Traits))
        {
            return Decision.Unchanged(Registered(null));
        }

        return PatientRules.CheckAttributes(stronger.Attributes, stronger.Status) is { } blocked
            ? Decision.Refuse(blocked)
            : PatientChange.Write(stream, fold, stronger, author, rows);
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) =>
        Registered(new Position { Epoch = epoch, Seq = (ulong)outcome.Seq });

    private Reply Registered(Position? position) => new()
    {
        RegisterPatient = new RegisterPatientResponse
        {
            Patient = stream.ToByteString(),
            Dossier = StreamId.DossierOf(stream).ToByteString(),
            Position = position,
        },
    };
}

using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Patients;

/// <summary>Traits of a patient to register, their fields already checked.</summary>
/// <param name="stream">The patient.</param>
/// <param name="author">Who registers them.</param>
/// <param name="request">The request's id.</param>
/// <param name="registration">The request.</param>
/// <param name="numberHash">The keyed hash of the number; null without one.</param>
internal sealed class RegisterPatientCommand(
    StreamId stream, PersonId author, RequestId request, RegisterPatientRequest registration, Guid? numberHash)
    : IStreamCommand<PatientState>
{
    private static readonly RowSql SetNumber = new(
        """
        INSERT INTO patient_number (hash, patient) VALUES ($1, $2)
        ON CONFLICT (hash) DO NOTHING
        """);

    public PersonId Author => author;

    public RequestId Request => request;

    public Guid Hash { get; } = RequestHash.Of(Command.RegisterPatientFieldNumber, registration);

    public Decision Decide(PatientState fold)
    {
        if (fold.Traits is { } known)
        {
            if (PatientRules.StrictTraitsOf(known) != PatientRules.StrictTraitsOf(registration.Traits))
            {
                return Decision.Refuse(Refusal.WrongState("Somebody with this number has other traits."));
            }

            if (known.Ins.Length > 0 && registration.Traits.Ins.Length > 0
                && PatientRules.NumberOf(known) != PatientRules.NumberOf(registration.Traits))
            {
                return Decision.Refuse(Refusal.WrongState("Somebody with these traits has another number."));
            }

            if (registration.Status <= fold.Status)
            {
                return Decision.Unchanged(Registered(null));
            }
        }

        var registered = new PatientRegistered { Traits = registration.Traits, Status = registration.Status };
        var fact = new FactDraft(new Fact { PatientRegistered = registered });
        return numberHash is { } hash
            ? Decision.Write(fact, new RowChange(SetNumber, hash, stream.Value))
            : Decision.Write(fact);
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

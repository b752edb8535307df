using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers;
using Spico.Silo.Streams;

namespace Spico.Silo.Patients;

/// <summary>Traits of a patient to register, their fields already checked.</summary>
/// <param name="stream">The patient.</param>
/// <param name="author">Who registers them.</param>
/// <param name="request">The request's id.</param>
/// <param name="registration">The request.</param>
/// <param name="rows">What the patient is found by.</param>
/// <param name="dossier">The dossier of a patient whom it adds something to; else null.</param>
internal sealed class RegisterPatientCommand(
    StreamId stream,
    PersonId author,
    RequestId request,
    RegisterPatientRequest registration,
    PatientRows rows,
    IDossierNotes? dossier = null)
    : IStreamCommand<PatientState>
{
    private bool? _mayStrengthen;

    public PersonId Author => author;

    public RequestId Request => request;

    public Guid Hash { get; } = RequestHash.Of(Command.RegisterPatientFieldNumber, registration);

    public bool NeedsPreparation => dossier is not null;

    // Of whom there is a dossier, the identity is its circle's.
    public async ValueTask<Error?> PrepareAsync()
    {
        DossierFound found = await dossier!.Find(author);
        _mayStrengthen = !found.Exists || found.MayWriteIdentity;
        return found.Refusal is { Retryable: true } unknown ? unknown : null;
    }

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

        if (_mayStrengthen == false || !PatientRules.Strengthens(known, registration))
        {
            return Decision.Unchanged(Registered(null));
        }

        if (_mayStrengthen is null)
        {
            // Known only since it was looked at.
            return Decision.Refuse(Refusal.Overtaken());
        }

        PatientRegistered stronger = PatientRules.Strengthen(known, registration);
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

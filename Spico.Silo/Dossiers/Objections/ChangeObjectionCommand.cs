using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Case = Spico.Protocol.V1.ChangeObjectionRequest.ChangeOneofCase;

namespace Spico.Silo.Dossiers.Objections;

/// <summary>
/// The patient objects to a sharing, or no longer. Whom they name leaves with the fact that says so: there is no moment
/// between in which somebody reads on.
/// </summary>
internal sealed class ChangeObjectionCommand : DossierChange
{
    private readonly ChangeObjectionRequest _request;

    private ChangeObjectionCommand(DossierCall call, ChangeObjectionRequest request)
        : base(call, request.RequestId, request) => _request = request;

    protected override DataClass Class => DataClass.Identity;

    // One objection a request: its id is as good as one made here, and the same when it is sent again.
    private ByteString Id => _request.ChangeCase == Case.Record ? _request.RequestId : _request.Lift.Objection;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(DossierCall call, out IStreamCommand<DossierState>? change)
    {
        change = null;
        ChangeObjectionRequest request = call.Command.ChangeObjection;
        Error? invalid = call.Check(request.Dossier, request.RequestId) ?? (request.ChangeCase switch
        {
            Case.Record => Check(request.Record),
            Case.Lift => DossierLimits.CheckText(request.Lift.Proof, "lift.proof", DossierLimits.ReasonCharacters),
            _ => Refusal.Invalid("change", "Not absent."),
        });
        change = invalid is null ? new ChangeObjectionCommand(call, request) : null;
        return invalid;
    }

    // Whoever is still in the circle of a dossier that was merged reads on: the patient objects there too.
    protected override bool IsOfMergedToo => true;

    protected override Decision DecideOn(DossierState fold) =>
        _request.ChangeCase == Case.Record ? Record(fold, _request.Record) : Lift(fold, _request.Lift);

    protected override Reply Answer(in RequestOutcome outcome, Position position) => new()
    {
        ChangeObjection = new ChangeObjectionResponse { Objection = Id, Position = position },
    };

    private Decision Record(DossierState fold, NewObjection asked)
    {
        if (fold.Objections.Own.Count() >= ObjectionLimits.Count)
        {
            return Decision.Refuse(Refusal.LimitReached("record", ObjectionLimits.Count, "objections"));
        }

        // Ids are those of requests, which two authors may share.
        if (fold.Objections.Find(Id) is not null)
        {
            return Decision.Refuse(Refusal.IdReused());
        }

        var objection = new SharingObjection
        {
            Objection = Id,
            Persons = { asked.Persons },
            Structures = { asked.Structures },
            InEmergencies = asked.InEmergencies,
            Means = asked.Means,
            Proof = asked.Proof,
            RecordedBy = Author.ToByteString(),
            RecordedAt = Call.Now,
        };
        return Write(fold, objection);
    }

    private Decision Lift(DossierState fold, ObjectionLift asked)
    {
        if (fold.Objections.Find(asked.Objection) is not { } known)
        {
            return Decision.Refuse(Refusal.NotAccessible("lift.objection"));
        }

        if (known.LiftedAt != 0)
        {
            return Decision.Refuse(Refusal.WrongState("The objection was lifted."));
        }

        SharingObjection lifted = known.Clone();
        lifted.LiftedBy = Author.ToByteString();
        lifted.LiftedAt = Math.Max(Call.Now, known.RecordedAt + 1);
        lifted.LiftProof = asked.Proof;
        return Write(fold, lifted);
    }

    // Of a dossier that was merged, the one that goes on learns what it has to obey.
    private Decision Write(DossierState fold, SharingObjection objection)
    {
        Decision written = ObjectionFacts.Write(Call, fold, [], objection);
        return StreamId.TryFrom(fold.Identity.MergedInto, out StreamId main)
            ? written.With(new ConsequenceRow(
                Call.Dossier, fold.Head.Seq + 1, main, ConsequenceKind.DossierMerged, Author))
            : written;
    }

    private static Error? Check(NewObjection asked) =>
        asked.Means == ConsentMeans.Unspecified || !Enum.IsDefined(asked.Means)
            ? Refusal.Invalid("record.means", "Known means.")
            : CheckIds(asked.Persons, "record.persons")
                ?? CheckIds(asked.Structures, "record.structures")
                ?? DossierLimits.CheckText(asked.Proof, "record.proof", DossierLimits.ReasonCharacters);

    private static Error? CheckIds(IReadOnlyCollection<ByteString> ids, string field) =>
        ids.Count > ObjectionLimits.Named ? Refusal.TooLarge(field, ObjectionLimits.Named, "ids")
        : ids.Any(id => !PersonId.TryFrom(id, out _)) ? Refusal.Invalid(field, "16 bytes each.")
        : null;
}

using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Accesses;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Dossiers.Liaison;
using Spico.Silo.Streams;
using Case = Spico.Protocol.V1.ChangeObjectionRequest.ChangeOneofCase;

namespace Spico.Silo.Dossiers.Objections;

/// <summary>
/// The patient objects to a sharing, or no longer. Whom they name leaves with the fact that says so: there is no moment
/// between in which somebody reads on.
/// </summary>
internal sealed class ChangeObjectionCommand : DossierChange
{
    private const string Reason = "The patient objects.";

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
        if (fold.Objections.Count >= ObjectionLimits.Count)
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
        long now = Math.Max(Call.Now, fold.Head.At);
        CircleMember[] leaving =
        [
            .. from member in fold.Circle.Members
               let present = CirclePeriods.PresentOf(member)
               where present is not null && SharingObjections.Names(objection, member)
               select CirclePeriods.End(member, Math.Max(now, present.From + 1), Author, Reason),
        ];
        HashSet<ByteString> structures =
        [
            .. leaving.Where(member => member.Structure is not null).Select(member => member.Structure.Structure),
        ];
        // Those who came by a structure that leaves are put out with it.
        return Write(
            fold,
            objection,
            [.. AccessFacts.Opposed(fold, objection, now).Where(access => access.Kind != AccessKind.Structure
                || !structures.Contains(access.Practice.Structure))],
            leaving);
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
        return Write(fold, lifted, [], []);
    }

    private Decision Write(
        DossierState fold, SharingObjection objection, DossierAccess[] closed, CircleMember[] leaving)
    {
        long seq = fold.Head.Seq + 1;
        FactDraft changed = Fact(new Fact { ObjectionChanged = new ObjectionChanged { Objection = objection } });
        FactDraft told = LiaisonFacts.Changed(LiaisonFacts.System(Call, seq, LiaisonKind.ObjectionChanged));
        HashSet<ByteString> gone = [.. leaving.Select(member => member.Id)];
        IEnumerable<PersonId> readers = fold.Circle.Readers(Class)
            .Where(person => person != Author && !gone.Contains(CircleMemberId.Of(person)));
        return CircleFacts
            .Write(Call, fold, [changed, told, .. closed.Select(AccessFacts.Changed)], leaving)
            .With(
                [],
                readers.Select(
                    person => ConsequenceRow.Notify(Call.Dossier, seq, person, NotificationKind.Objection)),
                closed.Select(access => AccessFacts.Row(Call.Dossier, access))
                    .Concat(ObjectionRows.Of(Call.Dossier, objection)));
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

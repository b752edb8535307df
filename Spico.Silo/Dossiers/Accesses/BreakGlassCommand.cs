using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Dossiers.Liaison;
using Spico.Silo.Dossiers.Rights;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Accesses;

/// <summary>
/// Somebody opens a dossier in an emergency. They say why, it ends by itself, and everybody in the circle is told:
/// whoever has no such reason does not do it unseen.
/// </summary>
internal sealed class BreakGlassCommand : IStreamCommand<DossierState>
{
    private readonly DossierCall _call;
    private readonly string _reason;
    private readonly long _until;
    private CareRole _role;
    private CircleMember _asking = new();

    private BreakGlassCommand(DossierCall call, RequestId request)
    {
        _call = call;
        _reason = call.Command.BreakGlass.Reason;
        _until = call.Now + (long)call.Services.Rights.EmergencyAccess.TotalMilliseconds;
        Request = request;
        Hash = RequestHash.Of(Command.BreakGlassFieldNumber, call.Command.BreakGlass);
    }

    public PersonId Author => _call.Caller.Person;

    public RequestId Request { get; }

    public Guid Hash { get; }

    public bool NeedsPreparation => true;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(DossierCall call, out IStreamCommand<DossierState>? change)
    {
        change = null;
        BreakGlassRequest request = call.Command.BreakGlass;
        Error? invalid = call.Check(request.Dossier, request.RequestId)
            ?? DossierLimits.CheckText(request.Reason, "reason", DossierLimits.ReasonCharacters)
            // An emergency is the affair of who is there.
            ?? (call.Caller.ActedBy is null ? null : Refusal.NotAccessible("dossier"));
        _ = RequestId.TryFrom(request.RequestId, out RequestId id);
        change = invalid is null ? new BreakGlassCommand(call, id) : null;
        return invalid;
    }

    /// <summary>
    /// As what somebody may: one of their roles that reads what is medical by itself; null for who has none.
    /// </summary>
    public static CareRole? RoleOf(CarerFound found) => found.Practices.Select(CareRoles.Of)
        .Append(found.RoleIn(null))
        .Where(role => found.Person is not null && RightsTable.Current.MayRead(role, DataClass.Medical))
        .Select(role => (CareRole?)role).FirstOrDefault();

    public async ValueTask<Error?> PrepareAsync()
    {
        CarerFound found = await _call.Services.FindCarerAsync(Author);
        CareRole? role = RoleOf(found);
        _asking = CirclePeriods.Professional(Author.ToByteString(), found.StructuresOf(null));
        _role = role ?? CareRole.Unspecified;
        return role is null ? Refusal.NotAccessible("dossier") : null;
    }

    public Decision Decide(DossierState fold)
    {
        if (!fold.Exists)
        {
            return Decision.Refuse(Refusal.NotAccessible("dossier"));
        }

        if (fold.RightOf(Author) is not null)
        {
            return Decision.Refuse(Refusal.WrongState("The dossier is open to them already."));
        }

        if (fold.Objections.Against(
                _asking, fold.Consents, Math.Max(_call.Now, fold.Head.At), isEmergency: true) is { } objection)
        {
            return Decision.Refuse(Refusal.GroundMissing(LegalStep.LiftObjection, objection.Objection));
        }

        if (fold.Accesses.Open.Count(one => one.Kind == AccessKind.Emergency) >= AccessLimits.Open)
        {
            return Decision.Refuse(Refusal.LimitReached("dossier", AccessLimits.Open, "emergencies at a time"));
        }

        var access = new DossierAccess
        {
            Person = Author.ToByteString(),
            Kind = AccessKind.Emergency,
            Role = _role,
            Reason = _reason,
            From = _call.Now,
            Until = _until,
        };
        DossierAccess[] accesses = AccessFacts.Begin(fold, access, _call.Now);
        long seq = fold.Head.Seq + accesses.Length;
        LiaisonEntry entry = LiaisonFacts.System(_call, seq, LiaisonKind.EmergencyAccess);
        entry.Severity = LiaisonSeverity.Critical;
        Decision opened = Decision.Write(
            [.. accesses.Select(AccessFacts.Changed), LiaisonFacts.Changed(entry)],
            [],
            [
                new ConsequenceRow(_call.Dossier, seq, _call.Dossier, ConsequenceKind.AccessDue, Author, _until),
                .. Told(fold).Select(person =>
                    ConsequenceRow.Notify(_call.Dossier, seq, person, NotificationKind.BreakGlass)),
            ],
            [.. accesses.Select(one => AccessFacts.Row(_call.Dossier, one))]);
        ByteString? structure = _asking.Professional?.Structures is [var only] ? only : null;
        return DossierReadModels.Of(_call.Dossier, fold, opened, Author, _call.Now, structure);
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new()
    {
        BreakGlass = new BreakGlassResponse
        {
            Position = new Position { Epoch = epoch, Seq = (ulong)outcome.LastSeq },
        },
    };

    // Everybody in the circle who reads it, referents among them, the patient and who represents them by law, as far as
    // they have accounts, and who answers for the protection of data: they learn that it happened.
    private IEnumerable<PersonId> Told(DossierState fold) => fold.Circle.Readers(DataClass.Circle)
        .Concat(fold.Circle.PatientAndRepresentatives)
        .Concat(_call.Services.Rights.DataProtectionOfficers.Select(PersonId.From))
        .Distinct().Where(person => person != Author);
}

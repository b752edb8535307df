using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Dossiers.Rights;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Accesses;

/// <summary>
/// Makes the rights of a person what follows from where and as what they practise now: who is in the circle in a
/// practice situation that ended leaves it, or goes on as what they have become; a structure of the circle opens the
/// dossier to who practises there, and closes it to who no longer does.
/// </summary>
internal sealed class NotePracticesCommand(DossierCall call) : IStreamCommand<DossierState>
{
    private const string Ended = "The practice situation ended.";

    private readonly Guid _id = Guid.NewGuid();
    private CarerFound _found = new(null, []);

    public PersonId Author => call.Caller.Person;

    public RequestId Request => RequestId.From(_id);

    public Guid Hash => _id;

    public bool NeedsPreparation => true;

    public async ValueTask<Error?> PrepareAsync()
    {
        _found = await call.Services.FindCarerAsync(Author);
        return null;
    }

    public Decision Decide(DossierState fold)
    {
        if (!fold.Exists)
        {
            return Decision.Unchanged(new Reply());
        }

        Decision decision = fold.Circle.PeriodOf(Author) is { } period
            ? KeepMember(fold, period)
            : KeepAccess(fold, fold.Accesses.Find(Author));
        return DossierReadModels.Of(call.Dossier, fold, decision, Author, call.Now, fold.StructureOf(Author));
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new();

    private Decision KeepMember(DossierState fold, CirclePeriod period)
    {
        CircleMember member = fold.Circle.Find(CircleMemberId.Of(Author))!;
        PracticeSituation? practice = period.Practice is null
            ? null
            : _found.Find(period.Practice.Id) ?? _found.FindIn([period.Practice.Structure]);
        if (period.Practice is null && _found.Person is null)
        {
            return Decision.Unchanged(new Reply());
        }

        CareRole role = _found.RoleIn(practice);
        if (practice?.Id == period.Practice?.Id && role == period.Role)
        {
            return Decision.Unchanged(new Reply());
        }

        long now = Math.Max(Math.Max(call.Now, fold.Head.At), period.From + 1);
        CircleMember changed = CirclePeriods.End(member, now, Author, Ended);
        if ((period.Practice is not null && practice is null) || changed.Periods.Count >= CircleLimits.Periods)
        {
            return CircleFacts.Write(call, fold, [], changed);
        }

        CirclePeriod next = period.Clone();
        (next.From, next.Role, next.Practice) = (now, role, practice);
        changed.Professional.Structures.Clear();
        changed.Professional.Structures.Add(_found.StructuresOf(practice));
        return CircleFacts.Write(call, fold, [], CirclePeriods.Begin(changed, next));
    }

    private Decision KeepAccess(DossierState fold, DossierAccess? access)
    {
        if (access is { Kind: AccessKind.Emergency })
        {
            return Decision.Unchanged(new Reply());
        }

        PracticeSituation? practice = Open(fold, _found, Author, call.Now);
        if (practice is not null && access?.Practice.Id == practice.Id)
        {
            return Decision.Unchanged(new Reply());
        }

        if (practice is null)
        {
            return access is null
                ? Decision.Unchanged(new Reply())
                : AccessFacts.Write(call, AccessFacts.Ended(access, call.Now));
        }

        var opened = new DossierAccess
        {
            Person = Author.ToByteString(),
            Kind = AccessKind.Structure,
            Role = CareRoles.Of(practice),
            Practice = practice,
            From = access?.From ?? call.Now,
        };
        return AccessFacts.Write(
            call, access is null ? AccessFacts.Begin(fold, opened, call.Now) : [opened]);
    }

    /// <summary>
    /// The practice situation by which a structure of the circle opens the dossier to a person, or null.
    /// </summary>
    public static PracticeSituation? Open(DossierState fold, CarerFound found, PersonId person, long now)
    {
        CircleMember asking = CirclePeriods.Professional(person.ToByteString(), found.StructuresOf(null));
        ByteString[] structures = [.. fold.Circle.Structures];
        return found.FindIn(structures) is { } practice
            && RightsTable.Current.AccessOf(CareRoles.Of(practice)) is not null
            && !fold.ObjectsTo(asking, Math.Max(now, fold.Head.At))
                ? practice
                : null;
    }
}

using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Dossiers.Plans;
using Spico.Silo.Dossiers.Stays;
using Spico.Silo.Dossiers.Tasks;

namespace Spico.Silo.Dossiers.Alerts;

/// <summary>
/// What there is in a dossier that an alert is raised for as soon as its time comes. Pure: an alert stands while its
/// cause is here, whoever looks and however often.
/// </summary>
internal static class AlertCauses
{
    private const long DayMs = 86_400_000;

    /// <summary>The causes that a dossier holds, due or not.</summary>
    public static IEnumerable<AlertCause> Of(DossierState fold)
    {
        // A dossier that was merged goes on elsewhere.
        if (!fold.Exists || !fold.Identity.MergedInto.IsEmpty)
        {
            yield break;
        }

        foreach (AlertCause cause in fold.Tasks.All.SelectMany(Of)
            .Concat(fold.Liaison.All.SelectMany(Of))
            .Concat(Of(fold.Plans.Plan))
            .Concat(fold.Consents.All.SelectMany(Of))
            .Concat(OfStays(fold))
            .Concat(OfWhoLeft(fold)))
        {
            yield return Concerning(fold, cause);
        }

        if (fold.Alerts.DoubtAt > 0)
        {
            yield return new AlertCause(AlertRule.IdentityIssue, 0, fold.Alerts.DoubtAt);
        }

        // Closed for good by every structure, under others' eyes, or dead: nobody is waited for.
        bool isFollowed = fold.FollowUps.Standing != DossierStanding.Archived
            && !fold.Stays.All.Any(stay => IsInside(stay.State) || stay.Destination == StayDestination.Death);
        if (isFollowed && fold.Alerts.ContactAt > 0)
        {
            yield return NoContact(fold.Alerts.ContactAt);
        }
    }

    /// <summary>The causes that a fact holds by itself, due or not.</summary>
    public static IEnumerable<AlertCause> Of(Fact fact) => fact.BodyCase switch
    {
        Fact.BodyOneofCase.CareTaskChanged => Of(fact.CareTaskChanged.Task),
        Fact.BodyOneofCase.LiaisonChanged => Of(fact.LiaisonChanged.Entry),
        Fact.BodyOneofCase.PlanChanged => Of(fact.PlanChanged.Plan).Concat(OfReferent(fact.PlanChanged.Plan)),
        Fact.BodyOneofCase.StayChanged => Of(fact.StayChanged.Stay),
        Fact.BodyOneofCase.ConsentChanged => Of(fact.ConsentChanged.Consent),
        Fact.BodyOneofCase.CircleChanged => Of(fact.CircleChanged.Member),
        Fact.BodyOneofCase.DossierCreated => Of(fact.DossierCreated.Patient),
        Fact.BodyOneofCase.IdentityChanged => Of(fact.IdentityChanged.Patient),
        _ => [],
    };

    /// <summary>The causes that what a fact changes held before it.</summary>
    public static IEnumerable<AlertCause> Before(DossierState fold, Fact fact) => fact.BodyCase switch
    {
        Fact.BodyOneofCase.CareTaskChanged when fold.Tasks.Find(fact.CareTaskChanged.Task.Task) is { } task => Of(task),
        Fact.BodyOneofCase.LiaisonChanged when fold.Liaison.Find(fact.LiaisonChanged.Entry.Entry) is { } entry =>
            Of(entry),
        Fact.BodyOneofCase.PlanChanged => Of(fold.Plans.Plan).Concat(OfReferent(fold.Plans.Plan)),
        Fact.BodyOneofCase.StayChanged when fold.Stays.Find(fact.StayChanged.Stay.Stay) is { } stay => Of(stay),
        Fact.BodyOneofCase.ConsentChanged when fold.Consents.Find(fact.ConsentChanged.Consent.Id) is { } consent =>
            Of(consent),
        Fact.BodyOneofCase.CircleChanged when fold.Circle.Find(fact.CircleChanged.Member.Id) is { } member =>
            Of(member),
        Fact.BodyOneofCase.IdentityChanged => Of(fold.Identity.Patient),
        _ => [],
    };

    /// <summary>
    /// That nobody has to do with the patient: by whole days, so that of all contacts of a day one is waited for.
    /// </summary>
    public static AlertCause NoContact(long contactAt) =>
        new(AlertRule.NoContact, 0, (contactAt / DayMs * DayMs) + DayMs);

    /// <summary>Whether it is not certain who a patient is.</summary>
    public static bool IsInDoubt(Patient patient) =>
        patient.Attributes.Contains(IdentityAttribute.Doubtful)
        || patient.Attributes.Contains(IdentityAttribute.Homonym);

    // As soon as it is known; since when is told by the dossier.
    private static IEnumerable<AlertCause> Of(Patient patient) =>
        IsInDoubt(patient) ? [new(AlertRule.IdentityIssue, 0, 0)] : [];

    // As soon as it comes into force: whether its referent is still there is told by the dossier.
    private static IEnumerable<AlertCause> OfReferent(CoordinationPlan? plan) =>
        plan is { State: PlanState.Active } ? [new(AlertRule.MemberLeft, plan.Plan, 0)] : [];

    // What they leave behind is told by the dossier.
    private static IEnumerable<AlertCause> Of(CircleMember member) =>
        member.Professional is not null && CirclePeriods.LeftAt(member) is { } leftAt
            ? [new(AlertRule.MemberLeft, 0, leftAt)]
            : [];

    private static IEnumerable<AlertCause> OfWhoLeft(DossierState fold)
    {
        foreach (CareTask task in fold.Tasks.All.Where(task => !CareTaskMoves.IsOver(task.State)))
        {
            if (LeftAt(fold, task.Person) is { } leftAt)
            {
                yield return new AlertCause(AlertRule.MemberLeft, task.Task, leftAt);
            }
        }

        if (fold.Plans.Plan is { State: PlanState.Active } plan && LeftAt(fold, plan.Referent) is { } gone)
        {
            yield return new AlertCause(AlertRule.MemberLeft, plan.Plan, gone);
        }
    }

    private static long? LeftAt(DossierState fold, ByteString person) =>
        PersonId.TryFrom(person, out PersonId known) && fold.Circle.Find(CircleMemberId.Of(known)) is { } member
            ? CirclePeriods.LeftAt(member)
            : null;

    private static IEnumerable<AlertCause> Of(CareTask task) => CareTaskMoves.IsOver(task.State) || task.DueAt == 0
        ? []
        : [new(AlertRule.TaskOverdue, task.Task, task.DueAt, task.Person, ByteString.Empty)];

    private static IEnumerable<AlertCause> Of(LiaisonEntry entry) =>
        entry is { Severity: LiaisonSeverity.Critical, Acknowledgements.Count: 0 }
            ? [new(AlertRule.EntryUnacknowledged, entry.Entry, entry.WrittenAt)]
            : [];

    private static IEnumerable<AlertCause> Of(CoordinationPlan? plan) =>
        plan is { State: PlanState.Active, ReviewAt: > 0 }
            ? [new(AlertRule.PlanReviewDue, plan.Plan, plan.ReviewAt, plan.Referent, ByteString.Empty)]
            : [];

    private static IEnumerable<AlertCause> Of(SharingConsent consent) =>
        consent is { State: ConsentState.Given, ExpiresAt: > 0 }
            ? [new(AlertRule.ConsentEnding, 0, consent.ExpiresAt, ByteString.Empty, consent.Id)]
            : [];

    private static IEnumerable<AlertCause> Of(HospitalStay stay) => stay switch
    {
        { State: StayState.Planned, PlannedAt: > 0 } => [new(AlertRule.StayNotBegun, stay.Stay, stay.PlannedAt)],
        _ when IsInside(stay.State) => [new(AlertRule.Admission, stay.Stay, stay.Steps.First(Begins).At)],
        { State: StayState.Discharged, Destination: not StayDestination.Death } =>
        [
            new(AlertRule.Discharge, stay.Stay, stay.Steps[^1].RecordedAt),
            new(AlertRule.DischargeUnfollowed, stay.Stay, stay.Steps[^1].RecordedAt),
        ],
        _ => [],
    };

    // Of those that have begun, the last one tells where the patient is.
    private static IEnumerable<AlertCause> OfStays(DossierState fold)
    {
        HospitalStay? last = fold.Stays.All
            .Where(stay => stay.Steps.Any(Begins))
            .MaxBy(stay => stay.Steps.Last(Begins).At);
        return fold.Stays.All
            .Where(stay => stay.State != StayState.Discharged
                || (stay == last && fold.Alerts.EntryAt <= stay.Steps[^1].RecordedAt))
            .SelectMany(Of);
    }

    private static bool Begins(StayStep step) => StayMoves.IsPresent(step.State);

    private static bool IsInside(StayState state) => StayMoves.IsPresent(state) || state == StayState.OnLeave;

    // Who is not there any more, or reads none of it, is concerned by nothing: then everybody is.
    private static AlertCause Concerning(DossierState fold, AlertCause cause) =>
        cause.Person.IsEmpty
        || (PersonId.TryFrom(cause.Person, out PersonId person)
            && AlertTable.Current.Find(cause.Rule) is { } terms
            && fold.MayRead(person, terms.Class))
            ? cause
            : cause with { Person = ByteString.Empty };
}

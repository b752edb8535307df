using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Dashboards;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Alerts;

/// <summary>
/// Makes the alerts that stand those that have a cause which is due: raises what is missing, ends what is over. Asked
/// twice, or too early, it finds nothing to do. So many a day and no more: the rest waits for the next.
/// </summary>
internal sealed class RaiseAlertsCommand(DossierCall call, Guid id) : IStreamCommand<DossierState>
{
    public PersonId Author => call.Caller.Person;

    public RequestId Request { get; } = RequestId.From(id);

    public Guid Hash => id;

    public Decision Decide(DossierState fold)
    {
        HashSet<AlertCause> causes =
            [.. AlertCauses.Of(fold).Where(cause => cause.DueAt <= call.Now + IDossierDueTimes.ClocksApartMs)];
        Alert[] over =
        [
            .. fold.Alerts.Standing.Where(
                alert => !causes.Contains(AlertCause.Of(alert)) && !IsOutOfSight(fold, alert)),
        ];
        causes.ExceptWith(fold.Alerts.Standing.Select(AlertCause.Of));
        int room = Math.Min(
            AlertLimits.OfDay - fold.Alerts.RaisedOn(call.Now),
            AlertLimits.Standing - fold.Alerts.Standing.Count + over.Length);
        AlertCause[] raised = [.. causes.OrderBy(cause => (cause.DueAt, cause.About)).Take(Math.Max(0, room))];
        if (over.Length + raised.Length == 0)
        {
            return Decision.Unchanged(new Reply());
        }

        long first = fold.Head.Seq + 1 + over.Length;
        Alert[] alerts =
        [
            .. raised.Select((cause, i) => cause.Raise(
                (ulong)(first + i), AlertTable.Current.Find(cause.Rule)!, call.Now)),
        ];
        var told = new HashSet<PersonId>();
        List<ConsequenceRow> follows =
        [
            .. alerts.SelectMany(alert => Concerned(fold, alert)
                .Where(told.Add)
                .Select(person => ConsequenceRow.Notify(
                    call.Dossier, (long)alert.Alert_, person, NotificationKind.Alert))),
        ];
        if (fold.Alerts.RaisedOn(call.Now) + alerts.Length >= AlertLimits.OfDay)
        {
            follows.Add(AlertDueTimes.NextDay(call.Dossier, fold, Author, call.Now));
        }

        Decision changed = Decision.Write(
            [.. over.Select(Ended).Concat(alerts).Select(ChangeAlertCommand.Changed)], [], [.. follows]);
        return DashboardRows.Of(call.Dossier, fold.Head, changed, Author);
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new();

    private Alert Ended(Alert alert)
    {
        Alert ended = alert.Clone();
        ended.EndedAt = Math.Max(call.Now, alert.RaisedAt + 1);
        return ended;
    }

    // Of an entry that is older than those the state holds nobody has taken note: whoever does brings it back.
    private static bool IsOutOfSight(DossierState fold, Alert alert) =>
        alert.Rule == AlertRule.EntryUnacknowledged
        && fold.Identity.MergedInto.IsEmpty
        && fold.Liaison.Find(alert.About) is not { Acknowledgements.Count: > 0 };

    private static IEnumerable<PersonId> Concerned(DossierState fold, Alert alert) =>
        AlertTable.Current.Find(alert.Rule) is not { IsTold: true } ? []
        : PersonId.TryFrom(alert.Person, out PersonId person) ? [person]
        : fold.Circle.Readers(alert.DataClass);
}

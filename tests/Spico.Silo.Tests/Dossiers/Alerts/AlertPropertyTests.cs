using CsCheck;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Alerts;

namespace Spico.Silo.Tests.Dossiers.Alerts;

/// <summary>
/// Random histories of a dossier in which time passes: an alert is raised once for its cause, however often the dossier
/// looks and whenever it falls, and stands exactly as long as its cause does.
/// </summary>
public sealed class AlertPropertyTests
{
    private enum Deed
    {
        Pass,
        PassLong,
        Fall,
        Create,
        MoveTask,
        WriteCritical,
        Write,
        Acknowledge,
        RecordStay,
        MoveStay,
        Consent,
        Withdraw,
        Say,
        Leave,
        Doubt,
    }

    [Fact]
    public void An_alert_is_raised_once_for_its_cause_and_stands_as_long_as_that() => Gen
        .Select(Gen.Enum<Deed>(), Gen.Int[0, 1], Gen.Int[1, 5_000])
        .Array[1, 60]
        .Sample(Check, iter: 200);

    private static void Check((Deed Deed, int By, int Minutes)[] history)
    {
        PersonId[] people = [PersonId.New(), PersonId.New()];
        var desk = new Desk(people[0]);
        Assert.Null(desk.Begin(people[0], people[1]));
        desk.Now = 20_000L * 86_400_000;
        Assert.Null(desk.Write(people[0]));
        foreach ((Deed deed, int by, int minutes) in history)
        {
            Do(desk, deed, people[by], people[1 - by], TimeSpan.FromMinutes(minutes));
            desk.Pass(default);
            AlertCause[] standing = [.. desk.Dossier.Alerts.Standing.Select(AlertCause.Of)];
            Assert.Distinct(standing);
            AlertCause[] due = [.. AlertCauses.Of(desk.Dossier).Where(cause => cause.DueAt <= desk.Now)];
            Assert.Subset(standing.ToHashSet(), due.ToHashSet());
            Assert.All(standing.Except(due), early => Assert.Equal(AlertRule.EntryUnacknowledged, early.Rule));
        }

        Assert.Distinct(desk.Raised().Select(AlertCause.Of));
        Assert.All(
            desk.Raised().CountBy(alert => alert.RaisedAt / 86_400_000),
            day => Assert.True(day.Value <= AlertLimits.OfDay));
        desk.CheckViews();
    }

    private static void Do(Desk desk, Deed deed, PersonId author, PersonId other, TimeSpan time)
    {
        switch (deed)
        {
            case Deed.Pass:
                desk.Pass(time);
                break;
            case Deed.PassLong:
                desk.Pass(30 * time);
                break;
            case Deed.Fall:
                Assert.Empty(desk.LookAfterFall(author).Facts);
                break;
            case Deed.Create when desk.Dossier.Circle.PeriodOf(author) is not null:
                desk.CreateDue(author, time, author);
                break;
            case Deed.MoveTask when desk.Dossier.Tasks.All.FirstOrDefault() is { } task:
                desk.Move(author, task.Task, task.State, CareTaskState.Cancelled);
                break;
            case Deed.WriteCritical:
                desk.Write(author, LiaisonSeverity.Critical);
                break;
            case Deed.Write:
                desk.Write(author);
                break;
            case Deed.Acknowledge when desk.Dossier.Liaison.All.LastOrDefault() is { } entry:
                desk.Acknowledge(author, entry.Entry);
                break;
            case Deed.RecordStay:
                desk.Record(author, StayState.Arrived);
                break;
            case Deed.MoveStay when desk.Dossier.Stays.All.LastOrDefault() is { } stay:
                desk.MoveStay(author, stay, (StayState)(3 + ((int)time.TotalMinutes % 3)));
                break;
            case Deed.Consent:
                desk.Consent(author, 30 * time);
                break;
            case Deed.Withdraw when desk.Dossier.Consents.All.FirstOrDefault() is { } consent:
                desk.Record(author, ConsentState.Withdrawn, consent.Id);
                break;
            case Deed.Say when desk.Dossier.Alerts.Standing.FirstOrDefault() is { } alert:
                desk.Snooze(author, alert, time);
                break;
            case Deed.Leave:
                // For good: what concerns them alone concerns everybody from then on, which is another cause.
                desk.End(other, author);
                break;
            case Deed.Doubt:
                desk.Pass(TimeSpan.FromMilliseconds(1));
                desk.Doubt(author, (IdentityAttribute)((int)time.TotalMinutes % 4));
                break;
        }
    }
}

using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Alerts;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Dossiers.Forms;
using ErrorCode = Spico.Protocol.V1.ErrorCode;
using Rule = Spico.Protocol.V1.AlertRule;

namespace Spico.Silo.Tests.Dossiers.Alerts;

/// <summary>Each rule by which a dossier raises an alert: when, for whom, and until when.</summary>
public sealed class AlertTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly PersonId _social = PersonId.New();
    private readonly PersonId _director = PersonId.New();
    private readonly Desk _desk;

    public AlertTests()
    {
        _desk = new Desk(_alice);
        _desk.People.Employ(_social, "Assistante sociale");
        _desk.People.Employ(_director, "Directeur d'EHPAD");
        Assert.Null(_desk.Begin(_alice, _bob));
        Assert.Null(_desk.Begin(_alice, _social));
        Assert.Null(_desk.Begin(_alice, _director));
        _desk.Now = 20_000 * (long)Day.TotalMilliseconds;
        Assert.Null(_desk.Write(_alice));
    }

    private HospitalStay Stay => _desk.Dossier.Stays.All.Last();

    private Alert Only => Assert.Single(_desk.Dossier.Alerts.Standing);

    [Fact]
    public void The_table_has_a_line_for_each_rule_and_what_means_nothing_is_refused()
    {
        Assert.Equal(Enum.GetValues<Rule>().Where(rule => rule != Rule.Unspecified), AlertTable.Current.Rules);
        Assert.Equal(
            new AlertTerms(DataClass.Plan, -7L * 86_400_000, IsTold: true),
            AlertTable.Current.Find(Rule.PlanReviewDue));
        foreach (string line in new[] { "TASK_OVERDUE PLAN 0", "TASK_OVERDUE PLAN 0 all", "NOTHING PLAN 0 nobody" })
        {
            Assert.ThrowsAny<Exception>(() => AlertTable.Parse($"rule class after told\n{line}"));
        }

        Assert.Empty(AlertTable.Parse("# nothing\nrule class after told").Rules);
    }

    [Fact]
    public void A_task_that_was_due_is_an_alert_for_whom_it_was_given_to_until_it_is_done()
    {
        ulong task = _desk.CreateDue(_alice, Day, _bob);
        _desk.Pass(Day - Hour);
        Assert.Empty(_desk.Standing());
        _desk.Pass(Hour);
        Assert.Equal(
            (Rule.TaskOverdue, task, _bob.ToByteString(), DataClass.Coordination, _desk.Now),
            (Only.Rule, Only.About, Only.Person, Only.DataClass, Only.DueAt));
        Assert.Equal([_bob], _desk.ToldOfAlerts());

        long head = _desk.Dossier.Head.Seq;
        _desk.Look(_alice);
        Assert.Equal(head, _desk.Dossier.Head.Seq);
        Assert.Null(_desk.Move(_bob, task, CareTaskState.Requested, CareTaskState.Refused));
        _desk.Pass(default);
        Assert.Empty(_desk.Standing());
        _desk.CheckViews();
    }

    [Fact]
    public void Whose_emergency_is_over_is_no_longer_whom_an_alert_concerns()
    {
        _desk.CreateDue(_alice, Hour, _bob);
        Assert.Null(_desk.End(_alice, _bob));
        Assert.Null(_desk.BreakGlass(_bob));
        _desk.Pass(Hour);
        Assert.Equal(_bob.ToByteString(), Overdue().Person);
        _desk.Now = _desk.Dossier.Accesses.Open.Single().Until;
        _desk.EndEmergency(_bob);
        _desk.Pass(default);
        Assert.True(Overdue().Person.IsEmpty);

        Alert Overdue() => _desk.Dossier.Alerts.Standing.Single(alert => alert.Rule == Rule.TaskOverdue);
    }

    [Fact]
    public void A_task_that_is_put_off_or_given_to_somebody_else_is_another_cause()
    {
        ulong task = _desk.CreateDue(_alice, Hour, _bob);
        _desk.Pass(Hour);
        Assert.Null(_desk.Amend(_alice, new CareTaskAmendment { Task = task, DueAt = _desk.In(Day) }));
        _desk.Pass(Hour);
        Assert.Empty(_desk.Standing());
        _desk.Pass(Day);
        Assert.Equal(_bob.ToByteString(), Only.Person);
        Assert.Null(_desk.Assign(_alice, task, _social));
        _desk.Pass(default);
        Assert.Equal(_social.ToByteString(), Only.Person);
        Assert.Equal([_social], _desk.ToldOfAlerts());

        // Who has left is concerned no more: then everybody is.
        Assert.Null(_desk.End(_alice, _social));
        _desk.Look(_alice);
        Assert.Equal([Rule.TaskOverdue, Rule.MemberLeft], _desk.Standing());
        Assert.All(_desk.Dossier.Alerts.Standing, alert => Assert.True(alert.Person.IsEmpty));
        Assert.Equal([_alice, _bob], _desk.ToldOfAlerts());
        Assert.Equal(5, _desk.Raised().Count);
        _desk.CheckViews();
    }

    [Fact]
    public void A_critical_entry_is_an_alert_when_nobody_has_acknowledged_it_within_two_hours()
    {
        Assert.Null(_desk.Write(_alice, LiaisonSeverity.Critical));
        Assert.Null(_desk.Acknowledge(_bob, (ulong)_desk.Told.First().Seq));
        _desk.Pass(Hour);
        Assert.Null(_desk.Write(_alice, LiaisonSeverity.Critical));
        ulong entry = (ulong)_desk.Told.First().Seq;
        _desk.Pass((2 * Hour) - TimeSpan.FromMinutes(1));
        Assert.Empty(_desk.Standing());
        _desk.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal((Rule.EntryUnacknowledged, entry), (Only.Rule, Only.About));
        Assert.Equal([_alice, _bob, _social], _desk.ToldOfAlerts());

        // However many come after it, it stays until somebody takes note of it.
        for (int i = 0; i < 101; i++)
        {
            Assert.Null(_desk.Write(_alice));
        }

        _desk.Pass(Hour);
        Assert.Equal(entry, Only.About);
        Assert.NotNull(_desk.Dossier.Liaison.Find(entry));
        _desk.CheckViews();
        Assert.Null(_desk.Do(_bob, new Command
        {
            ChangeLiaison = new ChangeLiaisonRequest
            {
                RequestId = Desk.Id(),
                Dossier = _desk.Stream.ToByteString(),
                Acknowledge = entry,
            },
        }));
        _desk.Pass(default);
        Assert.Empty(_desk.Standing());
    }

    [Fact]
    public void A_plan_is_an_alert_for_its_referent_a_week_before_it_is_to_be_looked_at_again()
    {
        _desk.Plan(_alice, _bob, _desk.In(30 * Day));
        _desk.Pass((23 * Day) - Hour);
        Assert.Empty(_desk.Standing());
        _desk.Pass(Hour);
        Assert.Equal(
            (Rule.PlanReviewDue, _bob.ToByteString(), DataClass.Plan), (Only.Rule, Only.Person, Only.DataClass));
        Assert.Null(_desk.SetHead(_bob, _bob, _desk.In(180 * Day)));
        _desk.Pass(default);
        Assert.Empty(_desk.Standing());
    }

    [Fact]
    public void A_stay_is_an_alert_when_it_does_not_begin_while_it_lasts_and_until_somebody_writes_after_it()
    {
        var planned = new NewStay
        {
            State = StayState.Planned,
            Hospital = "CH de l'Exemple",
            Reason = "prothèse",
            PlannedAt = _desk.In(Day),
        };
        Assert.Null(_desk.Change(_alice, new ChangeStayRequest { Record = planned }));
        _desk.Pass((2 * Day) - Hour);
        Assert.Empty(_desk.Standing());
        _desk.Pass(Hour);
        Assert.Equal([Rule.StayNotBegun], _desk.Standing());
        Assert.Equal([_alice, _bob], _desk.ToldOfAlerts());

        Assert.Null(_desk.MoveStay(_alice, Stay, StayState.Admitted));
        _desk.Pass(default);
        Assert.Equal([Rule.Admission], _desk.Standing());
        Assert.Empty(_desk.ToldOfAlerts());
        Assert.Null(_desk.MoveStay(_alice, Stay, StayState.OnLeave));
        _desk.Pass(40 * Day);
        Assert.Equal([Rule.Admission], _desk.Standing());

        Assert.Null(_desk.MoveStay(_alice, Stay, StayState.Discharged));
        _desk.Pass(default);
        Assert.Equal([Rule.Discharge], _desk.Standing());
        _desk.Pass(3 * Day);
        Assert.Equal([Rule.Discharge, Rule.DischargeUnfollowed], _desk.Standing());
        Assert.Null(_desk.Write(_bob));
        _desk.Pass(default);
        Assert.Empty(_desk.Standing());
        _desk.CheckViews();
    }

    [Fact]
    public void A_consent_is_an_alert_a_month_before_it_ends_and_at_once_when_it_is_shorter()
    {
        Assert.Null(_desk.Consent(_alice, 31 * Day));
        _desk.Pass(Day);
        Assert.Equal(
            (Rule.ConsentEnding, DataClass.Identity, 16), (Only.Rule, Only.DataClass, Only.Consent.Length));
        Assert.Equal([_alice, _bob, _social, _director], _desk.ToldOfAlerts());
        Assert.Null(_desk.Consent(_alice, Day));
        _desk.Pass(default);
        Assert.Equal(2, _desk.Standing().Length);
        Assert.Null(_desk.Record(_alice, ConsentState.Withdrawn, _desk.Dossier.Alerts.Standing.Last().Consent));
        _desk.Pass(default);
        Assert.Single(_desk.Standing());
    }

    [Fact]
    public void A_month_without_a_word_is_an_alert_unless_the_patient_is_in_hospital_or_nobody_follows_them()
    {
        _desk.Pass(20 * Day);
        Assert.Null(_desk.Write(_alice));
        Assert.Null(_desk.Write(_alice));
        _desk.Pass((31 * Day) - Hour);
        Assert.Empty(_desk.Standing());
        _desk.Pass(Hour);
        Assert.Equal([Rule.NoContact], _desk.Standing());
        _desk.Pass(100 * Day);
        Assert.Single(_desk.Raised());
        Assert.Null(_desk.Write(_bob));
        _desk.Pass(default);
        Assert.Empty(_desk.Standing());

        Google.Protobuf.ByteString structure = _desk.BringStructure(_alice, _alice);
        Assert.Null(_desk.Follow(_alice, structure, FollowUpState.Active));
        Assert.Null(_desk.MoveFollowUp(
            _alice, _desk.Dossier.FollowUps.OpenOf(structure), FollowUpState.Closed));
        _desk.Pass(100 * Day);
        Assert.Empty(_desk.Standing());
    }

    [Fact]
    public void So_many_a_day_and_no_more_the_oldest_first_and_each_person_is_told_once()
    {
        int all = (2 * AlertLimits.OfDay) + 5;
        for (int i = 0; i < all; i++)
        {
            _desk.CreateDue(_alice, Hour, _bob);
            _desk.Now++;
        }

        _desk.Pass(2 * Hour);
        Assert.Equal(AlertLimits.OfDay, _desk.Standing().Length);
        Assert.Equal(
            _desk.Dossier.Tasks.All.Take(AlertLimits.OfDay).Select(task => task.Task),
            _desk.Dossier.Alerts.Standing.Select(alert => alert.About));
        _desk.Pass(Day);
        Assert.Equal(2 * AlertLimits.OfDay, _desk.Standing().Length);
        Assert.Equal([_bob], _desk.ToldOfAlerts());
        _desk.Pass(Day);
        Assert.Equal(all, _desk.Standing().Length);
        _desk.Pass(5 * Day);
        Assert.Equal(all, _desk.Raised().Count);
        _desk.CheckViews();
    }

    [Fact]
    public void So_many_stand_and_the_next_is_raised_when_one_is_over()
    {
        for (int i = 0; i <= AlertLimits.Standing; i++)
        {
            _desk.CreateDue(_alice, Hour);
        }

        _desk.Pass(10 * Day);
        Assert.Equal(AlertLimits.Standing, _desk.Standing().Length);
        ulong last = _desk.Dossier.Tasks.All.Last().Task;
        Assert.DoesNotContain(last, _desk.Dossier.Alerts.Standing.Select(alert => alert.About));
        ulong first = _desk.Dossier.Tasks.All.First().Task;
        Assert.Null(_desk.Move(_alice, first, CareTaskState.Requested, CareTaskState.Cancelled));
        _desk.Pass(default);
        Assert.Contains(last, _desk.Dossier.Alerts.Standing.Select(alert => alert.About));
        Assert.Equal(AlertLimits.Standing, _desk.Standing().Length);
    }

    [Fact]
    public void Who_has_said_something_to_an_alert_has_said_it_for_themselves()
    {
        _desk.CreateDue(_alice, Hour);
        _desk.Pass(Hour);
        Assert.Null(_desk.Snooze(_bob, Only, Day));
        Assert.Null(_desk.Acknowledge(_alice, Only));
        Assert.Equal(
            [(_bob.ToByteString(), _desk.In(Day)), (_alice.ToByteString(), 0)],
            Only.Marks.Select(mark => (mark.Person, mark.Until)));
        long head = _desk.Dossier.Head.Seq;
        Assert.Null(_desk.Acknowledge(_alice, Only));
        Assert.Equal(head, _desk.Dossier.Head.Seq);
        Assert.Null(_desk.Acknowledge(_bob, Only));
        Assert.Equal([_alice.ToByteString(), _bob.ToByteString()], Only.Marks.Select(mark => mark.Person));

        _desk.Pass(100 * Day);
        Assert.Equal(2, _desk.Dossier.Alerts.Standing.First().Marks.Count);
        _desk.CheckViews();
    }

    [Fact]
    public void What_is_said_to_an_alert_is_checked()
    {
        _desk.CreateDue(_alice, Hour);
        _desk.Pass(Hour);
        Assert.Equal("snooze_until", _desk.Snooze(_bob, Only, default)!.Field);
        Assert.Equal("snooze_until", _desk.Snooze(_bob, Only, AlertLimits.SnoozeMax + Hour)!.Field);
        Assert.Null(_desk.Snooze(_bob, Only, AlertLimits.SnoozeMax));
        Assert.Equal("change", _desk.Say(_bob, Only, new ChangeAlertRequest())!.Field);
        Assert.Equal("change", _desk.Say(_bob, Only, new ChangeAlertRequest { Acknowledge = false })!.Field);
        Error unknown = _desk.Acknowledge(_bob, new Alert { Alert_ = 1 })!;
        Assert.Equal((ErrorCode.NotAccessible, "alert"), (unknown.Code, unknown.Field));
        Error stranger = _desk.Acknowledge(PersonId.New(), Only)!;
        Assert.Equal((ErrorCode.NotAccessible, "dossier"), (stranger.Code, stranger.Field));
    }

    [Fact]
    public void Who_does_not_read_what_an_alert_is_about_neither_sees_it_nor_may_say_anything_to_it()
    {
        Assert.Null(_desk.Record(_alice, StayState.Admitted));
        _desk.CreateDue(_alice, Hour);
        _desk.Pass(Hour);
        Assert.Equal([Rule.Admission, Rule.TaskOverdue], RulesOf(_bob));
        Assert.Equal([Rule.TaskOverdue], RulesOf(_social));
        Assert.Empty(RulesOf(_director));
        Alert admission = _desk.Dossier.Alerts.Standing.First();
        Error unread = _desk.Acknowledge(_social, admission)!;
        Assert.Equal((ErrorCode.NotAccessible, "alert"), (unread.Code, unread.Field));
        Assert.Equal(unread, _desk.Acknowledge(_social, new Alert { Alert_ = 1 }));

        IEnumerable<Rule> RulesOf(PersonId person)
        {
            DossierView view = _desk.Dossier.Show(_desk.Dossier.RightOf(person)!.Value.Access);
            Assert.Null(view.AlertMemory);
            return view.Alerts.Select(alert => alert.Rule);
        }
    }
}

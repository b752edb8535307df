using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Tests.Dossiers.Forms;
using Rule = Spico.Protocol.V1.AlertRule;

namespace Spico.Silo.Tests.Dossiers.Alerts;

/// <summary>Alerts of no time that has come: of who has left, and of who the patient is.</summary>
public sealed class StandingAlertTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly Desk _desk;

    public StandingAlertTests()
    {
        _desk = new Desk(_alice);
        Assert.Null(_desk.Begin(_alice, _bob));
        _desk.Now = 20_000 * (long)Day.TotalMilliseconds;
        Assert.Null(_desk.Write(_alice));
    }

    private Alert Only => Assert.Single(_desk.Dossier.Alerts.Standing);

    [Fact]
    public void What_somebody_who_left_was_to_do_is_an_alert_until_somebody_else_has_it_or_they_are_back()
    {
        ulong first = _desk.CreateDue(_alice, Day, _bob);
        _desk.CreateDue(_alice, Day, _alice);
        ulong plan = _desk.Plan(_alice, _bob, _desk.In(180 * Day));
        Assert.Null(_desk.End(_alice, _bob));
        long leftAt = _desk.Now;
        _desk.Look(_alice);
        Assert.Equal(
            [(Rule.MemberLeft, first, leftAt), (Rule.MemberLeft, plan, leftAt)],
            _desk.Dossier.Alerts.Standing.Select(alert => (alert.Rule, alert.About, alert.DueAt)));
        Assert.Equal([_alice], _desk.ToldOfAlerts());

        Assert.Null(_desk.Assign(_alice, first, _alice));
        _desk.Pass(default);
        Assert.Equal(plan, Only.About);
        Assert.Null(_desk.MovePlan(_alice, PlanState.OnHold));
        _desk.Pass(default);
        Assert.Empty(_desk.Standing());
        Assert.Null(_desk.MovePlan(_alice, PlanState.Active));
        _desk.Pass(default);
        Assert.Equal(plan, Only.About);
        Assert.Null(_desk.Begin(_alice, _bob));
        _desk.Pass(default);
        Assert.Empty(_desk.Standing());
        _desk.CheckViews();
    }

    [Fact]
    public void A_doubt_about_who_the_patient_is_is_one_alert_until_there_is_none()
    {
        _desk.Doubt(_alice, IdentityAttribute.Doubtful);
        _desk.Pass(default);
        Assert.Equal((Rule.IdentityIssue, DataClass.Identity), (Only.Rule, Only.DataClass));
        Assert.Equal([_alice, _bob], _desk.ToldOfAlerts());
        _desk.Pass(Day);
        _desk.Doubt(_alice, IdentityAttribute.Doubtful, IdentityAttribute.Homonym);
        _desk.Pass(default);
        Assert.Single(_desk.Raised());
        _desk.Doubt(_alice, IdentityAttribute.Fictitious);
        _desk.Pass(default);
        Assert.Empty(_desk.Standing());
        _desk.Doubt(_alice, IdentityAttribute.Homonym);
        _desk.Pass(default);
        Assert.Equal((Rule.IdentityIssue, _desk.Now), (Only.Rule, Only.DueAt));
        _desk.CheckViews();
    }
}

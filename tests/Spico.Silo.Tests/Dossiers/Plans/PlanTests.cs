using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Plans;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Dossiers.Forms;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Dossiers.Plans;

public sealed class PlanTests
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly PersonId _director = PersonId.New();
    private readonly Desk _desk;

    public PlanTests()
    {
        _desk = new Desk(_alice);
        _desk.People.Employ(_director, "Directeur d'EHPAD");
        Assert.Null(_desk.Begin(_alice, _bob));
        Assert.Null(_desk.Begin(_alice, _director));
    }

    private CoordinationPlan Plan => _desk.Dossier.Plans.Plan!;

    [Fact]
    public void A_plan_is_validated_once_it_has_all_that_the_law_and_the_referent_need()
    {
        Assert.Equal(ErrorCode.WrongState, _desk.Validate(_alice)!.Code);
        Assert.Equal("head.referent", _desk.SetHead(_alice, _director, 0)!.Field);
        Assert.Null(_desk.SetHead(_alice, _bob, 0, ""));
        Lacks("how the person agreed");
        Assert.Null(_desk.SetHead(_alice, _bob, _desk.Now));
        Lacks("when it is looked at again");
        Assert.Null(_desk.SetHead(_alice, _bob, _desk.Now + 1));
        Lacks("Part one");
        Assert.Null(_desk.Complete(_alice, FormDesk.General));
        Lacks("Part two");
        Assert.Null(_desk.Complete(_bob, FormDesk.Synthesis));
        Lacks("no goal");
        Assert.Null(_desk.SetGoal(_bob, Goal("Marcher sans aide")));
        Assert.Null(_desk.Validate(_alice));
        Assert.Equal((1u, PlanState.Active, false), (Plan.Version, Plan.State, Plan.IsRevised));
        Assert.Equal([(_bob, NotificationKind.Plan)], Told());
        Assert.Equal(
            (LiaisonKind.PlanRevised, Plan.Seq),
            _desk.Facts[^1].Body!.LiaisonChanged.Entry is var entry ? (entry.Kind, entry.About) : default);
        Lacks("Nothing was changed");

        void Lacks(string what) => Assert.Contains(what, _desk.Validate(_alice)!.Message);
    }

    [Fact]
    public void A_revision_is_a_new_version_and_the_old_one_stays_in_the_history()
    {
        Valid();
        ulong first = Plan.Seq;
        Assert.Null(_desk.SetGoal(_bob, new PlanGoal
        {
            Goal = 1,
            Text = "Marcher avec une canne",
            State = PlanGoalState.Achieved,
            Note = "Fait",
        }));
        Assert.True(Plan.IsRevised);
        Error late = _desk.Validate(_alice, first)!;
        Assert.Equal((ErrorCode.Taken, _bob.ToByteString()), (late.Code, late.Person));
        Assert.Null(_desk.Validate(_alice));
        Assert.Equal([1u, 2u], Plan.Versions.Select(version => version.Version));
        Assert.Equal(first, Plan.Versions[0].Seq);
        CoordinationPlan old = _desk.Facts[(int)first - 1].Body!.PlanChanged.Plan;
        Assert.Equal((1u, "Marcher sans aide"), (old.Version, old.Goals[0].Text));

        FormResponse general = _desk.Dossier.Forms.Of(DataClass.Plan).FindLast(FormDesk.General)!;
        Assert.Null(_desk.Amend(_bob, general.Response, general.Revision, FormDesk.AnswersTo(
            FormDesk.General, _desk.Dossier.Circle.Members.First().Id)));
        Assert.True(Plan.IsRevised);
        Assert.Equal(Plan.Seq - 1, Plan.General);
        Assert.Null(_desk.Retract(_alice, general.Response));
        Assert.Contains("Part one", _desk.Validate(_alice)!.Message);

        Assert.Null(_desk.Complete(_alice, FormDesk.General));
        ulong earlier = Plan.General;
        Assert.Null(_desk.Complete(_alice, FormDesk.General));
        ulong last = Plan.General;
        Assert.Null(_desk.Retract(_alice, earlier));
        Assert.Equal(last, Plan.General);
        _desk.CheckViews();
    }

    [Fact]
    public void An_action_is_a_task_and_each_follows_the_other()
    {
        Valid();
        Assert.Equal("action.goal", _desk.Act(_alice, 2)!.Field);
        Assert.Equal("action.person", _desk.Act(_alice, 1, _director)!.Field);
        Assert.Null(_desk.Act(_alice, 1, _bob));
        PlanAction action = Assert.Single(Plan.Actions);
        CareTask task = _desk.Dossier.Tasks.Find(action.Task)!;
        Assert.Equal((1u, "Séances de kinésithérapie", action.Task), (task.PlanGoal, task.Title, Plan.Seq - 1));
        Assert.Equal([(_bob, NotificationKind.Task)], Told());
        Assert.NotEmpty(_desk.Last.Rows);

        Assert.Null(_desk.Move(_bob, task.Task, CareTaskState.Requested, CareTaskState.Refused));
        Assert.Equal(CareTaskState.Refused, Assert.Single(Plan.Actions).State);
        Assert.Null(_desk.Act(_alice, 1));
        ulong second = Plan.Actions[1].Task;
        Assert.Null(_desk.Assign(_alice, second, _alice));
        Assert.Equal(_alice.ToByteString(), Plan.Actions[1].Person);

        Assert.Null(_desk.MovePlan(_alice, PlanState.Completed));
        Assert.Null(_desk.Move(_alice, second, CareTaskState.Requested, CareTaskState.Accepted));
        Assert.Equal(CareTaskState.Requested, Plan.Actions[1].State);
        Assert.Equal(ErrorCode.WrongState, _desk.Act(_alice, 1)!.Code);
        _desk.CheckViews();
    }

    [Fact]
    public void A_plan_goes_its_ways_and_after_the_last_another_begins()
    {
        Valid();
        ulong first = Plan.Plan;
        Assert.Equal(ErrorCode.WrongState, _desk.MovePlan(_alice, PlanState.Active)!.Code);
        Assert.Equal(ErrorCode.WrongState, _desk.MovePlan(_alice, PlanState.Draft)!.Code);
        Assert.Null(_desk.MovePlan(_alice, PlanState.OnHold));
        Assert.Null(_desk.MovePlan(_bob, PlanState.Active));
        Assert.Null(_desk.MovePlan(_bob, PlanState.Revoked));
        Assert.Equal(ErrorCode.WrongState, _desk.SetGoal(_alice, Goal("Autre"))!.Code);
        Assert.Null(_desk.SetHead(_alice, _alice, _desk.Now + 5));
        Assert.True(Plan.Plan > first);
        Assert.Equal((PlanState.Draft, 0, 0u), (Plan.State, Plan.Goals.Count, Plan.Version));
        Assert.NotEqual(0ul, Plan.General);
    }

    [Fact]
    public void Plans_have_limits_and_who_may_not_write_them_does_not()
    {
        Assert.Equal(ErrorCode.NotAccessible, _desk.SetHead(_director, _bob, 5_000)!.Code);
        Assert.Null(_desk.SetHead(_alice, _bob, 5_000));
        Assert.Equal("goal.note", _desk.SetGoal(
            _alice, new PlanGoal { Text = "Conduire", State = PlanGoalState.SetAside })!.Field);
        Error tooLong = _desk.SetGoal(_alice, Goal(new string('é', PlanLimits.TextCharacters + 1)))!;
        Assert.Equal((ErrorCode.TooLarge, "goal.text"), (tooLong.Code, tooLong.Field));
        for (int i = 0; i < PlanLimits.Goals; i++)
        {
            Assert.Null(_desk.SetGoal(_alice, Goal(new string('é', PlanLimits.TextCharacters))));
        }

        Assert.Equal(ErrorCode.LimitReached, _desk.SetGoal(_alice, Goal("Encore"))!.Code);
        Assert.Equal(ErrorCode.NotAccessible, _desk.SetGoal(_alice, new PlanGoal { Goal = 31, Text = "x" })!.Code);
        for (int i = 0; i < PlanLimits.Actions; i++)
        {
            Assert.Null(_desk.Act(_alice, 1));
        }

        Assert.Equal(ErrorCode.LimitReached, _desk.Act(_alice, 1)!.Code);
        _desk.Now = 4_000;
        Assert.Null(_desk.Complete(_alice, FormDesk.General));
        Assert.Null(_desk.Complete(_alice, FormDesk.Synthesis));
        for (int i = 0; i <= PlanLimits.Versions; i++)
        {
            Assert.Null(_desk.SetHead(_alice, _bob, 9_000));
            Assert.Null(_desk.Validate(_alice));
        }

        Assert.Equal((PlanLimits.Versions, 2u), (Plan.Versions.Count, Plan.Versions[0].Version));
    }

    private static PlanGoal Goal(string text) => new() { Text = text, Problem = "Chutes", Criterion = "Périmètre" };

    private void Valid()
    {
        Assert.Null(_desk.SetHead(_alice, _bob, _desk.Now + 10_000));
        Assert.Null(_desk.Complete(_alice, FormDesk.General));
        Assert.Null(_desk.Complete(_bob, FormDesk.Synthesis));
        Assert.Null(_desk.SetGoal(_bob, Goal("Marcher sans aide")));
        Assert.Null(_desk.Validate(_alice));
    }

    private IEnumerable<(PersonId, NotificationKind)> Told() =>
        _desk.Told.Select(one => (one.Person, one.Notification!.Value));
}

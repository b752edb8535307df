using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Tasks;
using Spico.Silo.Practices;
using Spico.Silo.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;
using State = Spico.Protocol.V1.CareTaskState;

namespace Spico.Silo.Tests.Dossiers;

public sealed class CareTaskTests
{
    private static readonly State[] States = [.. Enum.GetValues<State>().Where(state => state != State.Unspecified)];

    // The ways there are, as the domain has them; whatever is not here is refused.
    private static readonly HashSet<(State, State)> Ways =
    [
        (State.Requested, State.Accepted), (State.Requested, State.Refused), (State.Requested, State.Cancelled),
        (State.Accepted, State.InProgress), (State.Accepted, State.Cancelled),
        (State.InProgress, State.OnHold), (State.InProgress, State.Done), (State.InProgress, State.Cancelled),
        (State.OnHold, State.InProgress), (State.OnHold, State.Done), (State.OnHold, State.Cancelled),
    ];

    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly Desk _desk;

    public CareTaskTests()
    {
        _desk = new Desk(_alice);
        Assert.Null(_desk.Begin(_alice, _bob));
    }

    [Fact]
    public void A_task_goes_its_ways_and_no_other()
    {
        foreach (State from in States)
        {
            foreach (State to in States)
            {
                Assert.Equal(Ways.Contains((from, to)), CareTaskMoves.MayGo(from, to));
            }

            Assert.Equal(!Ways.Any(way => way.Item1 == from), CareTaskMoves.IsOver(from));
        }
    }

    [Fact]
    public void Of_two_who_move_a_task_one_wins_and_the_other_is_told_who()
    {
        ulong task = Created();
        Assert.Null(_desk.Move(_bob, task, State.Requested, State.Accepted));
        Error late = _desk.Move(_alice, task, State.Requested, State.Cancelled)!;
        Assert.Equal((ErrorCode.Taken, _bob.ToByteString()), (late.Code, late.Person));
        Assert.Equal(_bob.ToByteString(), _desk.Dossier.Tasks.Find(task)!.Person);
        Assert.Equal(ErrorCode.WrongState, _desk.Move(_bob, task, State.Accepted, State.Done)!.Code);
    }

    [Fact]
    public void Who_comes_after_a_task_is_over_is_told_who_ended_it()
    {
        ulong task = Created();
        Assert.Null(_desk.Move(_bob, task, State.Requested, State.Cancelled));
        Error late = _desk.Move(_alice, task, State.Requested, State.Accepted, 1)!;
        Assert.Equal((ErrorCode.Taken, _bob.ToByteString()), (late.Code, late.Person));
        Assert.Equal(
            ErrorCode.Taken, _desk.Amend(_alice, new CareTaskAmendment { Task = task, Version = 1 })!.Code);
        Assert.Equal(
            ErrorCode.NotAccessible, _desk.Move(_alice, 1, State.Requested, State.Accepted)!.Code);
        Assert.Empty(_desk.Dossier.Show(StreamAccess.All).Ended);
        _desk.CheckViews();
    }

    [Fact]
    public void Who_was_asked_by_name_does_it_until_it_is_given_to_somebody_else()
    {
        ulong task = Created(_bob);
        Assert.Equal(
            (_bob, NotificationKind.Task), Told());
        Assert.Equal(ErrorCode.WrongState, _desk.Move(_alice, task, State.Requested, State.Accepted)!.Code);
        Assert.Null(_desk.Move(_bob, task, State.Requested, State.Refused));
        Assert.Equal((_alice, NotificationKind.Task), Told());
        Assert.Equal(ErrorCode.Taken, _desk.Assign(_alice, task, _alice)!.Code);

        task = Created(_bob);
        Assert.Null(_desk.Move(_bob, task, State.Requested, State.Accepted));
        Assert.Null(_desk.Assign(_bob, task, _alice));
        CareTask given = _desk.Dossier.Tasks.Find(task)!;
        Assert.Equal((State.Requested, _alice.ToByteString()), (given.State, given.Person));
        Assert.Null(_desk.Move(_bob, task, State.Requested, State.Cancelled));
        Assert.Null(_desk.Dossier.Tasks.Find(task));
        _desk.CheckViews();

        (PersonId, NotificationKind?) Told()
        {
            ConsequenceRow told = Assert.Single(_desk.Last.Consequences, one => one.Notification is not null);
            return (told.Person, told.Notification);
        }
    }

    [Fact]
    public void Who_changes_a_card_that_somebody_else_has_changed_is_told_who()
    {
        ulong task = Created();
        var sooner = new CareTaskAmendment
        {
            Task = task,
            Version = 1,
            DueAt = 2_000,
            Priority = CareTaskPriority.Stat,
        };
        Assert.Null(_desk.Amend(_bob, sooner));
        CareTask amended = _desk.Dossier.Tasks.Find(task)!;
        Assert.Equal(
            (2u, 2_000L, CareTaskPriority.Stat, "Renouveler l'ordonnance", State.Requested),
            (amended.Version, amended.DueAt, amended.Priority, amended.Title, amended.State));
        Error late = _desk.Amend(_alice, sooner)!;
        Assert.Equal((ErrorCode.Taken, _bob.ToByteString()), (late.Code, late.Person));
        Assert.Equal(ErrorCode.Taken, _desk.Move(_alice, task, State.Requested, State.Accepted, 1)!.Code);
        Assert.Equal(ErrorCode.Taken, _desk.Assign(_alice, task, _bob, 1)!.Code);
        Assert.Null(_desk.Assign(_alice, task, _bob, 2));
        Assert.Equal("amend.title", _desk.Amend(_bob, new CareTaskAmendment { Task = task, Title = " " })!.Field);
        Assert.Equal("amend.due_at", _desk.Amend(_bob, new CareTaskAmendment { Task = task, DueAt = -1 })!.Field);
        _desk.CheckViews();
    }

    [Fact]
    public void A_task_is_for_those_in_the_circle_and_a_dossier_has_so_many()
    {
        Assert.Equal("create.person", _desk.Create(_alice, PersonId.New())!.Field);
        ByteString structure = ByteString.CopyFrom(Guid.NewGuid().ToByteArray());
        Assert.Equal("create.structure", _desk.Create(_alice, structure: structure)!.Field);
        Assert.Null(_desk.Begin(_alice, new BeginCirclePeriod
        {
            Structure = new CareStructure { Structure = structure, Name = "SSIAD" },
            Function = CareFunction.HomeHelp,
            Ground = new LegalGround { Basis = LegalBasis.Emergency, Reason = "chute" },
        }));
        Assert.Null(_desk.Create(_alice, structure: structure));
        ulong taken = (ulong)_desk.Dossier.Head.Seq;
        Assert.Equal(ErrorCode.WrongState, _desk.Move(_bob, taken, State.Requested, State.Accepted)!.Code);
        Assert.Equal(ErrorCode.WrongState, _desk.Move(_bob, taken, State.Requested, State.Refused)!.Code);
        Assert.Equal(ErrorCode.WrongState, _desk.Assign(_bob, taken, _bob)!.Code);
        Assert.Equal(ErrorCode.WrongState, _desk.Assign(_bob, taken, null)!.Code);
        Assert.Equal(1u, _desk.Dossier.Tasks.Find(taken)!.Version);

        // Whoever asked may think better of it, and others may give it to somebody else.
        Assert.Null(_desk.Create(_alice, structure: structure));
        Assert.Null(_desk.Assign(_bob, (ulong)_desk.Dossier.Head.Seq, _alice));
        Assert.Null(_desk.Create(_alice, structure: structure));
        Assert.Null(_desk.Assign(_alice, (ulong)_desk.Dossier.Head.Seq, _alice));
        Assert.True(_desk.People.SetPracticesAsync(
            [new PersonPractices(_bob, [new PracticeSituation { Structure = structure }])]).IsCompletedSuccessfully);
        Assert.Null(_desk.Move(_bob, taken, State.Requested, State.Accepted));
        CareTask theirs = _desk.Dossier.Tasks.Find(taken)!;
        Assert.Equal((_bob.ToByteString(), structure), (theirs.Person, theirs.AskedStructure));
        for (int i = 3; i < CareTaskLimits.Open; i++)
        {
            Assert.Null(_desk.Create(_alice));
        }

        Error full = _desk.Create(_alice)!;
        Assert.Equal((ErrorCode.LimitReached, (ulong)CareTaskLimits.Open), (full.Code, full.Limit));
    }

    private ulong Created(PersonId? assignee = null)
    {
        Assert.Null(_desk.Create(_alice, assignee));
        return (ulong)_desk.Dossier.Head.Seq;
    }
}

using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Stays;
using Spico.Silo.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;
using State = Spico.Protocol.V1.StayState;

namespace Spico.Silo.Tests.Dossiers;

public sealed class StayTests
{
    private static readonly State[] States = [.. Enum.GetValues<State>().Where(state => state != State.Unspecified)];

    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _social = PersonId.New();
    private readonly Desk _desk;

    public StayTests()
    {
        _desk = new Desk(_alice);
        _desk.People.Employ(_social, "Assistante sociale");
        Assert.Null(_desk.Begin(_alice, _social));
    }

    /// <summary>The ways there are, as the domain has them; whatever is not here is refused.</summary>
    internal static IReadOnlySet<(State From, State To)> Ways { get; } = new HashSet<(State, State)>
    {
        (State.Planned, State.Arrived), (State.Planned, State.Admitted), (State.Planned, State.Cancelled),
        (State.Arrived, State.Admitted), (State.Arrived, State.Discharged),
        (State.Admitted, State.OnLeave), (State.Admitted, State.Discharged),
        (State.OnLeave, State.Admitted), (State.OnLeave, State.Discharged),
    };

    private HospitalStay Last => _desk.Dossier.Show(StreamAccess.All).Stays[^1];

    [Fact]
    public void A_stay_goes_its_ways_and_no_other()
    {
        foreach (State from in States)
        {
            foreach (State to in States)
            {
                Assert.Equal(Ways.Contains((from, to)), StayMoves.MayGo(from, to));
            }

            Assert.Equal(!Ways.Any(way => way.From == from), StayMoves.IsOver(from));
        }
    }

    [Fact]
    public void A_stay_is_told_step_by_step_and_who_has_the_summary_only_reads_it_in_the_notebook()
    {
        State[] way = [State.Arrived, State.Admitted, State.OnLeave, State.Admitted, State.Discharged];
        Assert.Null(_desk.Record(_alice, State.Planned));
        foreach (State to in way)
        {
            _desk.Now += 1_000;
            Assert.Null(_desk.MoveStay(_alice, Last, to));
        }

        Assert.Equal([State.Planned, .. way], Last.Steps.Select(step => step.State));
        Assert.Equal((StayCircumstances.MedicalDecision, StayDestination.Home), (Last.Circumstances, Last.Destination));
        DossierView summary = _desk.Dossier.Show(_desk.Dossier.RightOf(_social)!.Value.Access);
        Assert.Empty(summary.Stays);
        Assert.Equal(
            [
                LiaisonKind.StayPlanned, LiaisonKind.InHospital, LiaisonKind.InHospital, LiaisonKind.OutOfHospital,
                LiaisonKind.InHospital, LiaisonKind.OutOfHospital,
            ],
            summary.Liaison.Select(entry => entry.Kind).Where(kind => kind != LiaisonKind.CircleChanged));
        Assert.All(summary.Liaison, entry => Assert.Empty(entry.Text));
        ConsequenceRow told = Assert.Single(_desk.Told);
        Assert.Equal((_social, NotificationKind.Liaison), (told.Person, told.Notification));
        Assert.Equal(ErrorCode.NotAccessible, _desk.Record(_social, State.Planned)!.Code);
        _desk.CheckViews();
    }

    [Fact]
    public void A_patient_is_in_one_hospital_and_time_does_not_go_back()
    {
        Assert.Null(_desk.Record(_alice, State.Arrived, at: 900));
        HospitalStay visit = Last;
        Assert.Equal(ErrorCode.WrongState, _desk.Record(_alice, State.Admitted)!.Code);
        Assert.Null(_desk.Record(_alice, State.Planned));
        HospitalStay planned = Last;
        Assert.Equal(ErrorCode.WrongState, _desk.MoveStay(_alice, planned, State.Admitted)!.Code);
        Assert.Equal("move.at", _desk.MoveStay(_alice, visit, State.Discharged, at: 899)!.Field);
        Assert.Equal("move.at", _desk.MoveStay(_alice, visit, State.Discharged, at: _desk.Now + 1)!.Field);
        Assert.Null(_desk.MoveStay(_alice, visit, State.Discharged, at: 901));
        Error late = _desk.MoveStay(_alice, visit, State.Admitted)!;
        Assert.Equal((ErrorCode.Taken, _alice.ToByteString()), (late.Code, late.Person));
        Assert.Null(_desk.MoveStay(_alice, planned, State.Admitted));
        _desk.CheckContent();
    }

    [Fact]
    public void What_is_wrong_with_a_stay_is_named()
    {
        Assert.Equal("record.state", _desk.Record(_alice, State.OnLeave)!.Field);
        Assert.Equal("record.at", _desk.Record(_alice, State.Arrived, at: _desk.Now + 1)!.Field);
        Assert.Equal("record.hospital", Field(new NewStay { State = State.Planned, Reason = "x" }));
        Assert.Equal("record.reason", Field(new NewStay { State = State.Planned, Hospital = "CH" }));
        Assert.Equal("record.planned_at", Field(new NewStay { State = State.Arrived, PlannedAt = 1 }));
        Assert.Equal("record.hospital", Field(new NewStay { State = State.Planned, Hospital = new string('x', 201) }));
        Assert.Equal("change", _desk.Change(_alice, new ChangeStayRequest())!.Field);
        Assert.Null(_desk.Record(_alice, State.Admitted));
        var move = new StayMove { Stay = Last.Stay, From = State.Admitted, To = State.Discharged };
        Assert.Equal("move.circumstances", MoveField(move));
        move.Circumstances = StayCircumstances.Other;
        Assert.Equal("move.destination", MoveField(move));
        move.Destination = StayDestination.Home;
        Assert.Equal("move.note", MoveField(move));
        move.To = State.OnLeave;
        Assert.Equal("move.circumstances", MoveField(move));

        string? Field(NewStay stay) => _desk.Change(_alice, new ChangeStayRequest { Record = stay })?.Field;
        string? MoveField(StayMove stay) => _desk.Change(_alice, new ChangeStayRequest { Move = stay })?.Field;
    }

    [Fact]
    public void So_many_stays_are_open_and_shown_and_a_stay_has_so_many_steps()
    {
        Assert.Null(_desk.Record(_alice, State.Planned));
        HospitalStay first = Last;
        for (int i = 1; i < StayLimits.Open; i++)
        {
            Assert.Null(_desk.Record(_alice, State.Planned));
        }

        Assert.Equal(ErrorCode.LimitReached, _desk.Record(_alice, State.Planned)!.Code);
        for (int i = 0; i <= StayLimits.Recent; i++)
        {
            Assert.Null(_desk.MoveStay(_alice, Last, State.Cancelled));
            Assert.Null(_desk.Record(_alice, State.Planned));
        }

        DossierView view = _desk.Dossier.Show(StreamAccess.All);
        Assert.Equal(StayLimits.Recent, view.Stays.Count);
        Assert.Equal(first, view.Stays[0]);
        Assert.Null(_desk.MoveStay(_alice, first, State.Admitted));
        for (int i = 2; i < StayLimits.Steps - 1; i++)
        {
            Assert.Null(_desk.MoveStay(_alice, Now(), Now().State == State.Admitted ? State.OnLeave : State.Admitted));
        }

        Assert.Equal(ErrorCode.LimitReached, _desk.MoveStay(
            _alice, Now(), Now().State == State.Admitted ? State.OnLeave : State.Admitted)!.Code);
        Assert.Null(_desk.MoveStay(_alice, Now(), State.Discharged));
        _desk.CheckViews();

        HospitalStay Now() => _desk.Dossier.Stays.Find(first.Stay)!;
    }
}

using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.FollowUps;
using Spico.Silo.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;
using State = Spico.Protocol.V1.FollowUpState;

namespace Spico.Silo.Tests.Dossiers;

public sealed class FollowUpTests
{
    private static readonly State[] States = [.. Enum.GetValues<State>().Where(state => state != State.Unspecified)];

    // The ways there are, as the domain has them; whatever is not here is refused.
    private static readonly HashSet<(State, State)> Ways =
    [
        (State.Requested, State.Assessing), (State.Requested, State.Declined),
        (State.Assessing, State.Active), (State.Assessing, State.Declined),
        (State.Active, State.Watching), (State.Active, State.Closed),
        (State.Watching, State.Active), (State.Watching, State.Closed),
        .. States.Where(state => state != State.EnteredInError).Select(state => (state, State.EnteredInError)),
    ];

    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly Desk _desk;
    private readonly ByteString _structure;

    public FollowUpTests()
    {
        _desk = new Desk(_alice);
        Assert.Null(_desk.Begin(_alice, _bob));
        _structure = _desk.BringStructure(_alice, _alice);
    }

    [Fact]
    public void An_episode_goes_its_ways_and_no_other()
    {
        foreach (State from in States)
        {
            foreach (State to in States)
            {
                Assert.Equal(Ways.Contains((from, to)), FollowUpMoves.MayGo(from, to));
            }

            Assert.Equal(
                Ways.All(way => way.Item1 != from || way.Item2 == State.EnteredInError), FollowUpMoves.IsOver(from));
        }
    }

    [Theory]
    [InlineData("Infirmière", false, ErrorCode.NotAccessible)]
    [InlineData("Infirmière", true, null)]
    [InlineData("Coordonnatrice de parcours", false, null)]
    [InlineData("Directeur d'EHPAD", false, ErrorCode.NotAccessible)]
    [InlineData("Directeur d'EHPAD", true, null)]
    [InlineData("Éducatrice", true, ErrorCode.NotAccessible)]
    public void Who_works_for_the_structure_or_coordinates_says_what_its_status_is(
        string profession, bool isStaff, ErrorCode? refusal)
    {
        var carol = PersonId.New();
        _desk.People.Employ(carol, profession);
        Assert.Null(_desk.Begin(_alice, carol));
        ByteString structure = isStaff ? _desk.BringStructure(_alice, carol) : _structure;
        Assert.Equal(refusal, _desk.Follow(carol, structure, State.Requested)?.Code);
        if (refusal is not null)
        {
            Assert.Null(_desk.Do(_alice, Assigned(structure)));
            return;
        }

        FollowUp begun = _desk.Dossier.FollowUps.OpenOf(structure)!;
        Assert.Null(_desk.MoveFollowUp(carol, begun, State.Assessing));
        Assert.Equal((carol.ToByteString(), "en équipe"), Of(_desk.Dossier.FollowUps.Find(begun.Episode)!));
        _desk.CheckViews();

        static (ByteString, string) Of(FollowUp episode) => (episode.ChangedBy, episode.Reason);
    }

    [Fact]
    public void Who_comes_by_a_structure_says_what_its_status_is()
    {
        var carol = PersonId.New();
        ByteString structure = _desk.Practise(carol, "Infirmière", "SSIAD du Lauragais").Structure;
        Assert.Null(_desk.Begin(_alice, new BeginCirclePeriod
        {
            Structure = new CareStructure { Structure = structure, Name = "SSIAD du Lauragais" },
            Function = CareFunction.HomeHelp,
            Ground = new LegalGround { Basis = LegalBasis.Emergency, Reason = "chute" },
        }));
        _desk.Note(carol);
        Assert.Null(_desk.Follow(carol, structure, State.Requested));
        Assert.Null(_desk.MoveFollowUp(carol, _desk.Dossier.FollowUps.OpenOf(structure), State.Assessing));
        Assert.Equal(ErrorCode.NotAccessible, _desk.Follow(carol, _structure, State.Requested)!.Code);
        _desk.CheckViews();
    }

    [Fact]
    public void A_secretary_says_it_for_nobody_and_takes_nobody_out_of_the_circle()
    {
        var carol = PersonId.New();
        _desk.People.Employ(carol, "Coordonnatrice de parcours");
        Assert.Null(_desk.Begin(_alice, carol));
        Assert.Null(_desk.Follow(_alice, _structure, State.Requested));
        FollowUp begun = _desk.Dossier.FollowUps.OpenOf(_structure)!;
        _desk.Bound = CareRole.Secretary;
        Assert.Equal(ErrorCode.NotAccessible, _desk.MoveFollowUp(_alice, begun, State.Assessing)!.Code);
        Assert.Equal(ErrorCode.NotAccessible, _desk.MoveFollowUp(carol, begun, State.Assessing)!.Code);
        Assert.Equal(ErrorCode.NotAccessible, _desk.End(_alice, _alice)!.Code);
        _desk.Bound = CareRole.Unspecified;
        Assert.Null(_desk.MoveFollowUp(_alice, begun, State.Assessing));
        Assert.Null(_desk.End(_alice, _alice));
    }

    [Fact]
    public void Each_structure_has_a_status_of_its_own_and_the_dossier_is_open_while_one_is_not_over()
    {
        ByteString other = _desk.BringStructure(_alice, _bob);
        Assert.Equal(DossierStanding.Unspecified, _desk.Dossier.FollowUps.Standing);
        Assert.Null(_desk.Follow(_alice, _structure, State.Active));
        Assert.Null(_desk.Follow(_bob, other, State.Requested));
        Assert.Equal(ErrorCode.WrongState, _desk.Follow(_alice, _structure, State.Active)!.Code);
        Assert.Equal(LiaisonKind.FollowUpChanged, _desk.Dossier.Liaison.Find(_desk.Head)!.Kind);

        Assert.Null(_desk.MoveFollowUp(_bob, _desk.Dossier.FollowUps.OpenOf(other), State.Declined));
        FollowUp first = _desk.Dossier.FollowUps.OpenOf(_structure)!;
        Assert.Null(_desk.MoveFollowUp(_alice, first, State.Watching));
        Error late = _desk.MoveFollowUp(_alice, first, State.Closed)!;
        Assert.Equal((ErrorCode.Taken, _alice.ToByteString()), (late.Code, late.Person));
        Assert.Equal(DossierStanding.Open, _desk.Dossier.FollowUps.Standing);
        Assert.Null(_desk.MoveFollowUp(_alice, _desk.Dossier.FollowUps.OpenOf(_structure), State.Closed));
        Assert.Equal(DossierStanding.Archived, _desk.Dossier.FollowUps.Standing);

        Assert.Null(_desk.Follow(_alice, _structure, State.Assessing));
        Assert.NotEqual(first.Episode, _desk.Dossier.FollowUps.OpenOf(_structure)!.Episode);
        Assert.Equal(DossierStanding.Open, _desk.Dossier.FollowUps.Standing);
        _desk.CheckViews();
        _desk.CheckContent();
    }

    [Fact]
    public void What_is_wrong_with_a_status_is_named()
    {
        Assert.Equal("begin.state", _desk.Follow(_alice, _structure, State.Watching)!.Field);
        Assert.Equal("begin.structure", _desk.Follow(_alice, ByteString.Empty, State.Active)!.Field);
        Assert.Equal(ErrorCode.NotAccessible, _desk.Follow(_alice, Desk.Id(), State.Active)!.Code);
        Assert.Equal("change", _desk.Change(_alice, new ChangeFollowUpRequest())!.Field);
        Assert.Null(_desk.Follow(_alice, _structure, State.Active));
        FollowUpMove move = new()
        {
            Episode = _desk.Head - 1,
            From = State.Active,
            To = State.Closed,
            Reason = "décès",
        };
        Assert.Equal("move.closing", _desk.Change(_alice, new ChangeFollowUpRequest { Move = move })!.Field);
        move.Closing = FollowUpClosing.Died;
        move.Reason = new string('é', 501);
        Error tooLong = _desk.Change(_alice, new ChangeFollowUpRequest { Move = move })!;
        Assert.Equal((ErrorCode.TooLarge, "move.reason"), (tooLong.Code, tooLong.Field));
        move.Reason = string.Empty;
        Assert.Equal("move.reason", _desk.Change(_alice, new ChangeFollowUpRequest { Move = move })!.Field);
        move.Reason = new string('é', 500);
        Assert.Null(_desk.Change(_alice, new ChangeFollowUpRequest { Move = move }));
    }

    [Fact]
    public void A_dossier_has_so_many_episodes()
    {
        for (int i = 0; i < FollowUpLimits.Episodes; i++)
        {
            Assert.Null(_desk.Follow(_alice, _structure, State.Active));
            Assert.Null(_desk.MoveFollowUp(
                _alice, _desk.Dossier.FollowUps.OpenOf(_structure), State.EnteredInError));
        }

        Assert.Equal(DossierStanding.Unspecified, _desk.Dossier.FollowUps.Standing);
        Error full = _desk.Follow(_alice, _structure, State.Active)!;
        Assert.Equal((ErrorCode.LimitReached, (ulong)FollowUpLimits.Episodes), (full.Code, full.Limit));
    }

    // Whoever may not say it may still ask the structure to.
    private Command Assigned(ByteString structure) => new()
    {
        ChangeTask = new ChangeTaskRequest
        {
            RequestId = Desk.Id(),
            Dossier = _desk.Stream.ToByteString(),
            Create = new NewCareTask { Title = "Évaluer", Structure = structure },
        },
    };
}

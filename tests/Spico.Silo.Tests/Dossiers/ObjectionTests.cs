using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Dossiers.Objections;
using Spico.Silo.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Dossiers;

public sealed class ObjectionTests
{
    private const string Ssiad = "SSIAD du Lauragais";
    private static readonly LegalGround Urgent = new() { Basis = LegalBasis.Emergency, Reason = "inconsciente" };

    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly PersonId _carol = PersonId.New();
    private readonly Desk _desk;

    public ObjectionTests()
    {
        _desk = new Desk(_alice);
        _desk.People.Employ(_bob, "Médecin");
        _desk.People.Employ(_carol, "Infirmière");
    }

    [Fact]
    public void Whom_an_objection_names_leaves_with_it_and_comes_back_on_no_ground_until_it_is_lifted()
    {
        Assert.Null(_desk.Begin(_alice, _bob));
        Assert.Null(_desk.Begin(_alice, _carol));
        _desk.Now++;
        Assert.Null(Object(_bob));
        ByteString objection = _desk.Last.Facts[0].Body.ObjectionChanged.Objection.Objection;
        Assert.Null(_desk.Dossier.RightOf(_bob));
        Assert.NotNull(_desk.Dossier.RightOf(_carol));
        Assert.Equal(
            "The patient objects.", _desk.Dossier.Circle.Find(CircleMemberId.Of(_bob))!.Periods[0].EndReason);
        Assert.Equal(
            [_carol],
            _desk.Last.Consequences.Where(row => row.Notification == NotificationKind.Objection)
                .Select(row => row.Person));

        _desk.Now++;
        Assert.Null(_desk.Record(_alice, ConsentState.Given, null, _bob));
        foreach (LegalGround ground in Grounds())
        {
            Error refusal = _desk.Begin(_alice, _bob, ground)!;
            Assert.Equal(
                (ErrorCode.GroundMissing, LegalStep.LiftObjection, objection),
                (refusal.Code, refusal.Step, refusal.Objection));
        }

        Assert.Equal(objection, Explained(_bob).Objection);
        Assert.Null(Lift(objection));
        Assert.Null(_desk.Dossier.RightOf(_bob));
        Assert.Equal(ErrorCode.WrongState, Lift(objection)!.Code);
        Assert.Null(_desk.Begin(_alice, _bob));
        Assert.True(Explained(_bob).Objection.IsEmpty);
        _desk.CheckViews();
    }

    [Fact]
    public void An_emergency_is_the_one_exception_unless_the_patient_objects_to_that_too()
    {
        Assert.Null(Object(_bob));
        _desk.Now++;
        Assert.True(Explained(_bob).MayBreakGlass);
        Assert.Null(_desk.Begin(_alice, _bob, Urgent));
        Assert.Null(_desk.End(_alice, _bob));
        _desk.Now++;
        Assert.Null(_desk.BreakGlass(_bob));
        Assert.NotNull(_desk.Dossier.RightOf(_bob));

        _desk.Now++;
        Assert.Null(Object(inEmergencies: true, _bob));
        Assert.Null(_desk.Dossier.RightOf(_bob));
        Error refusal = _desk.BreakGlass(_bob)!;
        Assert.Equal((ErrorCode.GroundMissing, LegalStep.LiftObjection), (refusal.Code, refusal.Step));
        Assert.Equal(LegalStep.LiftObjection, _desk.Begin(_alice, _bob, Urgent)!.Step);
        Assert.False(Explained(_bob).MayBreakGlass);
        _desk.CheckViews();
    }

    [Fact]
    public void A_structure_that_is_named_leaves_with_all_who_act_for_it_or_came_by_it()
    {
        ByteString structure = Practises(_bob);
        Practises(_carol);
        Join(structure);
        _desk.Note(_carol);
        var team = new LegalGround { Basis = LegalBasis.SameTeam, Team = CareTeamKind.SameStructure };
        Assert.Null(_desk.Begin(_alice, _bob, team));
        _desk.Now++;

        Assert.Null(Record(new NewObjection { Structures = { structure } }));
        Assert.Equal(
            [_alice.ToByteString()], _desk.Dossier.Circle.Professionals.Select(one => one.Professional.Person));
        Assert.Empty(_desk.Dossier.Circle.Structures);
        Assert.Empty(_desk.Dossier.Accesses.Open);
        _desk.Note(_carol);
        Assert.Null(_desk.Dossier.RightOf(_carol));
        _desk.CheckViews();
    }

    [Fact]
    public void An_objection_to_everybody_else_keeps_the_circle_and_lets_in_whom_a_later_consent_names()
    {
        Join(Practises(_carol));
        _desk.Note(_carol);
        Assert.NotNull(_desk.Dossier.RightOf(_carol));
        Assert.Null(_desk.Record(_alice, ConsentState.Given, null, _bob));
        _desk.Now++;
        Assert.Null(Record(new NewObjection()));
        Assert.NotNull(_desk.Dossier.RightOf(_alice));
        Assert.Null(_desk.Dossier.RightOf(_carol));
        _desk.Note(_carol);
        Assert.Null(_desk.Dossier.RightOf(_carol));

        _desk.Now++;
        Assert.Equal(LegalStep.LiftObjection, _desk.Begin(_alice, _bob)!.Step);
        Assert.Null(_desk.Record(_alice, ConsentState.Given));
        Assert.Equal(LegalStep.LiftObjection, _desk.Begin(_alice, _bob)!.Step);
        Assert.Null(_desk.Record(_alice, ConsentState.Given, null, _bob));
        Assert.Null(_desk.Begin(_alice, _bob));
        _desk.CheckViews();
    }

    [Fact]
    public void What_cannot_be_recorded_is_refused_by_its_field()
    {
        Assert.Equal("record.proof", Record(new NewObjection { Proof = " " })!.Field);
        Assert.Equal("record.means", Record(new NewObjection { Means = (ConsentMeans)99 })!.Field);
        Assert.Equal("record.persons", Record(new NewObjection { Persons = { ByteString.Empty } })!.Field);
        ByteString[] many = [.. Enumerable.Range(0, ObjectionLimits.Named + 1).Select(_ => Desk.Id())];
        Assert.Equal(ErrorCode.TooLarge, Record(new NewObjection { Structures = { many } })!.Code);
        Assert.Equal("lift.proof", Lift(Desk.Id(), "")!.Field);
        Assert.Equal("lift.objection", Lift(Desk.Id())!.Field);
        Assert.Equal("change", Change(_alice, new ChangeObjectionRequest())!.Field);
        Assert.Equal(
            ErrorCode.NotAccessible,
            Change(_bob, new ChangeObjectionRequest { Record = Filled(new NewObjection()) })!.Code);
        for (int i = 0; i < ObjectionLimits.Count; i++)
        {
            Assert.Null(Object(PersonId.New()));
        }

        Assert.Equal(ErrorCode.LimitReached, Object(PersonId.New())!.Code);
    }

    private static IEnumerable<LegalGround> Grounds() =>
    [
        new LegalGround { Basis = LegalBasis.Exchange },
        new LegalGround { Basis = LegalBasis.Consent },
        new LegalGround { Basis = LegalBasis.SameTeam, Team = CareTeamKind.Recognised, Reason = "prescrit" },
    ];

    private ExplainRightsResponse Explained(PersonId person) =>
        _desk.Explain(_alice, new ExplainRightsRequest { Person = person.ToByteString() });

    private ByteString Practises(PersonId person) => _desk.Practise(person, "Infirmier", Ssiad).Structure;

    private void Join(ByteString structure) => Assert.Null(_desk.Begin(_alice, new BeginCirclePeriod
    {
        Structure = new CareStructure { Structure = structure, Name = Ssiad },
        Function = CareFunction.HomeHelp,
        Ground = new LegalGround { Basis = LegalBasis.SameTeam, Team = CareTeamKind.Organised, Reason = "DAC" },
    }));

    private Error? Object(PersonId person) => Object(inEmergencies: false, person);

    private Error? Object(bool inEmergencies, PersonId person) =>
        Record(new NewObjection { InEmergencies = inEmergencies, Persons = { person.ToByteString() } });

    private Error? Record(NewObjection objection) =>
        Change(_alice, new ChangeObjectionRequest { Record = Filled(objection) });

    private Error? Lift(ByteString objection, string proof = "dit au cabinet") => Change(
        _alice, new ChangeObjectionRequest { Lift = new ObjectionLift { Objection = objection, Proof = proof } });

    private Error? Change(PersonId author, ChangeObjectionRequest request) => _desk.Change(author, request);

    private static NewObjection Filled(NewObjection objection)
    {
        objection.Means = objection.Means == ConsentMeans.Unspecified ? ConsentMeans.Oral : objection.Means;
        objection.Proof = objection.Proof.Length == 0 ? "dit à l'infirmière" : objection.Proof;
        return objection;
    }
}

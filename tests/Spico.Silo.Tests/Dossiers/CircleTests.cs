using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Dossiers;

public sealed class CircleTests
{
    private static readonly ByteString Ssiad = ByteString.CopyFrom(Guid.NewGuid().ToByteArray());
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly Desk _desk;

    public CircleTests() => _desk = new Desk(_alice);

    [Fact]
    public void Who_leaves_may_come_back_and_the_circle_is_known_at_any_time()
    {
        _desk.Now = 2_000;
        Assert.Null(_desk.Begin(_alice, _bob));
        _desk.Now = 3_000;
        Assert.Null(_desk.End(_alice, _bob));
        _desk.Now = 4_000;
        Assert.Null(_desk.Begin(_alice, _bob));
        Assert.Equal(ErrorCode.WrongState, _desk.Begin(_alice, _bob)!.Code);

        Assert.Equal([1, 2, 1, 1, 2], new long[] { 1_999, 2_000, 3_000, 3_999, 4_000 }
            .Select(time => _desk.Dossier.Circle.At(time).Count()));
        Assert.Equal(
            [LiaisonKind.CircleChanged, LiaisonKind.CircleChanged, LiaisonKind.CircleChanged],
            _desk.Dossier.Show(StreamAccess.All).Liaison.Where(entry => entry.About > 0).Select(entry => entry.Kind));
        CircleMember bob = _desk.Dossier.Circle.Find(CircleMemberId.Of(_bob))!;
        Assert.Equal([(2_000, 3_000), (4_000, 0)], bob.Periods.Select(period => (period.From, period.To)));
    }

    [Fact]
    public void A_period_may_have_begun_before_but_not_inside_another()
    {
        _desk.Now = 5_000;
        Assert.Null(_desk.Begin(_alice, From(_bob, 2_000)));
        Assert.Null(_desk.End(_alice, CircleMemberId.Of(_bob), 3_000));
        Assert.Equal(ErrorCode.WrongState, _desk.Begin(_alice, From(_bob, 2_999))!.Code);
        Assert.Equal("begin.from", _desk.Begin(_alice, From(_bob, 5_001))!.Field);
        Assert.Null(_desk.Begin(_alice, From(_bob, 3_000)));
        Assert.Equal("end.to", _desk.End(_alice, CircleMemberId.Of(_bob), 3_000)!.Field);
    }

    [Fact]
    public void Who_left_has_no_rights_and_the_last_professional_stays()
    {
        Assert.Equal(ErrorCode.WrongState, _desk.End(_alice, _alice)!.Code);
        Assert.Null(_desk.Begin(_alice, _bob));
        Assert.Null(_desk.End(_alice, _alice));
        Assert.Null(_desk.Dossier.RightOf(_alice));
        Assert.Equal(ErrorCode.NotAccessible, _desk.Begin(_alice, PersonId.New())!.Code);
        Assert.NotNull(_desk.Dossier.RightOf(_bob));
    }

    [Fact]
    public void The_last_who_may_bring_others_in_stays()
    {
        _desk.People.Employ(_bob, "Assistante sociale");
        Assert.Null(_desk.Begin(_alice, _bob));
        Assert.Equal(ErrorCode.WrongState, _desk.End(_alice, _alice)!.Code);
        PersonId carol = PersonId.New();
        Assert.Null(_desk.Begin(_alice, carol));
        Assert.Null(_desk.End(_alice, _alice));
        Assert.Null(_desk.End(_bob, _bob));
        Assert.Equal(ErrorCode.WrongState, _desk.End(carol, carol)!.Code);
    }

    [Theory]
    [InlineData(LegalBasis.SameTeam, CareTeamKind.Unspecified, "", LegalStep.NameTeam)]
    [InlineData(LegalBasis.SameTeam, CareTeamKind.SameStructure, "same house", LegalStep.ShareStructure)]
    [InlineData(LegalBasis.SameTeam, CareTeamKind.Recognised, " ", LegalStep.SayWhy)]
    [InlineData(LegalBasis.SameTeam, CareTeamKind.Recognised, "prescribed", LegalStep.Unspecified)]
    [InlineData(LegalBasis.SameTeam, CareTeamKind.Organised, "CPTS", LegalStep.Unspecified)]
    [InlineData(LegalBasis.Exchange, CareTeamKind.Unspecified, "", LegalStep.Unspecified)]
    [InlineData(LegalBasis.Consent, CareTeamKind.Unspecified, "", LegalStep.RecordConsent)]
    [InlineData(LegalBasis.Emergency, CareTeamKind.Unspecified, "", LegalStep.SayWhy)]
    [InlineData(LegalBasis.Emergency, CareTeamKind.Unspecified, "fall", LegalStep.Unspecified)]
    public void A_ground_holds_or_says_what_is_missing(
        LegalBasis basis, CareTeamKind team, string reason, LegalStep missing)
    {
        Error? refusal = _desk.Begin(_alice, _bob, new LegalGround { Basis = basis, Team = team, Reason = reason });
        Assert.Equal(missing, refusal?.Step ?? LegalStep.Unspecified);
        Assert.Equal(missing == LegalStep.Unspecified, refusal?.Code != ErrorCode.GroundMissing);
        Assert.Equal(missing == LegalStep.Unspecified, _desk.Dossier.RightOf(_bob) is not null);
    }

    [Fact]
    public void Who_joins_on_a_consent_leaves_with_it()
    {
        var consented = new LegalGround { Basis = LegalBasis.Consent };
        Assert.Null(_desk.Record(_alice, ConsentState.Given, null, PersonId.New()));
        Assert.Equal(LegalStep.RecordConsent, _desk.Begin(_alice, _bob, consented)!.Step);
        Assert.Null(_desk.Record(_alice, ConsentState.Given, null, _bob));
        ByteString consent = _desk.Last.Facts[0].Body.ConsentChanged.Consent.Id;
        Assert.Null(_desk.Begin(_alice, _bob, consented));
        Assert.Equal(consent, _desk.Dossier.Circle.Find(CircleMemberId.Of(_bob))!.Periods[0].Ground.Consent);

        Assert.Null(_desk.Record(_alice, ConsentState.Withdrawn, consent));
        Assert.Null(_desk.Dossier.RightOf(_bob));
        Assert.Equal(ErrorCode.WrongState, _desk.Record(_alice, ConsentState.Given, consent)!.Code);
    }

    [Fact]
    public void A_patient_who_objects_stops_all_but_an_emergency()
    {
        Assert.Null(_desk.Record(_alice, ConsentState.Refused, null, _bob));
        Assert.Equal(LegalStep.RecordConsent, _desk.Begin(_alice, _bob)!.Step);
        var urgent = new LegalGround { Basis = LegalBasis.Emergency, Reason = "unconscious" };
        Assert.Null(_desk.Begin(_alice, _bob, urgent));
        Assert.Null(_desk.End(_alice, _bob));
        _desk.Now++;
        Assert.Null(_desk.Record(_alice, ConsentState.Given, null, _bob));
        Assert.Null(_desk.Begin(_alice, _bob));
    }

    [Fact]
    public void What_is_taken_back_takes_no_refusal_with_it_and_is_about_whom_it_was()
    {
        Assert.Null(_desk.Record(_alice, ConsentState.Given));
        ByteString general = _desk.Last.Facts[0].Body.ConsentChanged.Consent.Id;
        _desk.Now++;
        Assert.Null(_desk.Record(_alice, ConsentState.Refused, null, _bob));
        _desk.Now++;
        Assert.Null(_desk.Record(_alice, ConsentState.Withdrawn, general));
        Assert.Equal(LegalStep.RecordConsent, _desk.Begin(_alice, _bob)!.Step);

        PersonId carol = PersonId.New();
        Assert.Null(_desk.Record(_alice, ConsentState.Proposed, null, carol));
        ByteString proposed = _desk.Last.Facts[0].Body.ConsentChanged.Consent.Id;
        Assert.Null(_desk.Record(_alice, ConsentState.Refused, proposed));
        Assert.Equal([carol.ToByteString()], _desk.Dossier.Consents.Find(proposed)!.Persons);
        Assert.Equal(LegalStep.RecordConsent, _desk.Begin(_alice, carol)!.Step);
        Assert.Null(_desk.Begin(_alice, PersonId.New()));
    }

    [Fact]
    public void A_structure_joins_by_consent_and_its_people_are_of_one_team()
    {
        BeginCirclePeriod Structure(LegalBasis basis) => new()
        {
            Structure = new CareStructure { Structure = Ssiad, Name = "SSIAD du Lauragais" },
            Function = CareFunction.HomeHelp,
            Ground = new LegalGround { Basis = basis, Team = CareTeamKind.Organised, Reason = "DAC" },
        };
        Assert.Equal(LegalStep.NameProfessional, _desk.Begin(_alice, Structure(LegalBasis.Exchange))!.Step);
        Assert.Null(_desk.Begin(_alice, Structure(LegalBasis.SameTeam)));
        var asked = new GroundQuestion(
            new CircleMember { Professional = new CareProfessional { Person = _bob.ToByteString() } },
            CareFunction.Nurse,
            new LegalGround { Basis = LegalBasis.SameTeam, Team = CareTeamKind.SameStructure },
            [Ssiad],
            _desk.Now);
        Assert.Equal(
            Ssiad,
            GroundRules.Answer(asked, _desk.Dossier.Circle, _desk.Dossier.Consents, _desk.Dossier.Objections)
                .Proven!.Structure);
    }

    [Fact]
    public void Relatives_and_the_patient_need_no_ground_but_what_they_are_must_be_proven()
    {
        CareRelative relative = new() { Name = "Claude", Phone = "05", Roles = { RelativeRole.PersonOfTrust } };
        Assert.Equal(LegalStep.NameDesignation, Add(relative)!.Step);
        relative.Designation = "12 mars, classée au cabinet";
        Assert.Null(Add(relative));
        relative.Roles.Add(RelativeRole.LegalRepresentative);
        Assert.Equal(LegalStep.NameProtection, Add(relative)!.Step);
        relative.Roles.Add(RelativeRole.LegalRepresentative);
        Assert.Equal("begin.relative.roles", Add(relative)!.Field);
        relative.Roles.RemoveAt(2);
        relative.Person = ByteString.CopyFrom(1, 2, 3);
        Assert.Equal("begin.relative.person", Add(relative)!.Field);
        Assert.Null(_desk.Begin(_alice, new BeginCirclePeriod { Patient = new CarePatient() }));
        Assert.Equal(ErrorCode.WrongState, _desk.Begin(
            _alice, new BeginCirclePeriod { Patient = new CarePatient() })!.Code);
        Assert.Equal("begin.ground", _desk.Begin(_alice, new BeginCirclePeriod
        {
            Patient = new CarePatient(),
            Ground = new LegalGround { Basis = LegalBasis.Consent },
        })!.Field);

        Error? Add(CareRelative who) => _desk.Begin(_alice, new BeginCirclePeriod { Relative = who.Clone() });
    }

    [Fact]
    public void A_circle_and_its_members_have_so_many()
    {
        var desk = new Desk(_alice) { FollowsReaders = false };
        for (int i = 1; i < CircleLimits.Members; i++)
        {
            Assert.Null(desk.Begin(_alice, PersonId.New()));
        }

        Error full = desk.Begin(_alice, _bob)!;
        Assert.Equal((ErrorCode.LimitReached, (ulong)CircleLimits.Members), (full.Code, full.Limit));
        PersonId regular = PersonId.TryFrom(
            desk.Dossier.Circle.Members.Last().Professional.Person, out PersonId last) ? last : default;
        for (int i = 1; i < CircleLimits.Periods; i++)
        {
            desk.Now++;
            Assert.Null(desk.End(_alice, regular));
            Assert.Null(desk.Begin(_alice, regular));
        }

        desk.Now++;
        Assert.Null(desk.End(_alice, regular));
        Assert.Equal((ulong)CircleLimits.Periods, desk.Begin(_alice, regular)!.Limit);
    }

    private static BeginCirclePeriod From(PersonId person, long from) => new()
    {
        Person = person.ToByteString(),
        Function = CareFunction.Pharmacist,
        Ground = new LegalGround { Basis = LegalBasis.Exchange },
        From = from,
    };
}

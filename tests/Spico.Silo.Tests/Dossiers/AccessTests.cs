using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers;
using Spico.Silo.Dossiers.Accesses;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Dossiers;

/// <summary>Who has a right to a dossier by where they practise, and in an emergency.</summary>
public sealed class AccessTests
{
    private const string Ssiad = "SSIAD du Lauragais";

    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly Desk _desk;

    public AccessTests() => _desk = new Desk(_alice);

    [Fact]
    public void A_structure_opens_the_dossier_to_who_practises_there_as_what_they_are_there()
    {
        PracticeSituation nurse = _desk.Practise(_bob, "Infirmier", Ssiad);
        _desk.Note(_bob);
        Assert.Null(_desk.Dossier.RightOf(_bob));
        Join(nurse.Structure);
        _desk.Note(_bob);
        Assert.Equal(CareRole.Paramedical, _desk.Dossier.RoleOf(_bob));
        Assert.Null(_desk.Write(_bob));

        _desk.Now++;
        _desk.Practise(_bob, "Secrétaire médical", Ssiad);
        _desk.Note(_bob);
        Assert.Equal(CareRole.Secretary, _desk.Dossier.RoleOf(_bob));
        Assert.False(_desk.Dossier.MayRead(_bob, DataClass.Medical));
        Assert.Equal(ErrorCode.NotAccessible, _desk.Write(_bob)!.Code);

        _desk.Practise(_bob, "Infirmier", "Ailleurs");
        _desk.Note(_bob);
        Assert.Null(_desk.Dossier.RightOf(_bob));
        Assert.Empty(_desk.Dossier.Accesses.All);
        _desk.CheckViews();
    }

    [Fact]
    public void A_structure_that_leaves_takes_its_people_along_and_who_is_a_member_stays()
    {
        PersonId carol = PersonId.New();
        PracticeSituation bobs = _desk.Practise(_bob, "Infirmier", Ssiad);
        _desk.Practise(carol, "Médecin", Ssiad);
        ByteString structure = Join(bobs.Structure);
        _desk.Note(_bob);
        _desk.Note(carol);
        Assert.Null(_desk.Begin(_alice, carol));
        Assert.Equal([_bob.ToByteString()], _desk.Dossier.Accesses.Open.Select(access => access.Person));

        _desk.Now++;
        Assert.Null(_desk.End(_alice, structure));
        Assert.Null(_desk.Dossier.RightOf(_bob));
        Assert.NotNull(_desk.Dossier.RightOf(carol));
        _desk.CheckViews();
    }

    [Fact]
    public void Who_works_in_the_same_structure_is_of_one_team_and_their_practice_proves_it()
    {
        var team = new LegalGround { Basis = LegalBasis.SameTeam, Team = CareTeamKind.SameStructure };
        PracticeSituation other = new() { Profession = "Infirmier", StructureName = "Cabinet" };
        PracticeSituation bobs = _desk.Practise(_bob, "Médecin", Ssiad, "", other);
        Assert.Equal(LegalStep.ShareStructure, _desk.Begin(_alice, _bob, team)!.Step);
        Join(bobs.Structure);
        Assert.Null(_desk.Begin(_alice, _bob, team));
        CirclePeriod period = _desk.Dossier.Circle.PeriodOf(_bob)!;
        Assert.Equal(
            (bobs.Id, bobs.Structure, CareRole.Medical),
            (period.Practice.Id, period.Ground.Structure, period.Role));

        PersonId carol = PersonId.New();
        PracticeSituation carols = _desk.Practise(carol, "Aide-soignante", "EHPAD");
        Assert.Equal("begin.practice", _desk.Begin(_alice, In(carol, bobs.Id, team))!.Field);
        Assert.Equal(LegalStep.ShareStructure, _desk.Begin(_alice, In(carol, carols.Id, team))!.Step);
        _desk.Practise(carol, "Aide-soignante", Ssiad);
        Assert.Null(_desk.Begin(_alice, In(carol, ByteString.Empty, team)));
        Assert.Equal(Ssiad, _desk.Dossier.Circle.PeriodOf(carol)!.Practice.StructureName);
    }

    [Fact]
    public void A_member_is_what_their_practice_is_and_leaves_when_it_ends()
    {
        PracticeSituation nurse = _desk.Practise(_bob, "Infirmier", Ssiad);
        Assert.Null(_desk.Begin(_alice, In(_bob, nurse.Id, new LegalGround { Basis = LegalBasis.Exchange })));
        _desk.Now++;
        _desk.Practise(_bob, "Infirmier", Ssiad, "coordinateur");
        _desk.Note(_bob);
        Assert.Equal(CareRole.Coordinator, _desk.Dossier.RoleOf(_bob));
        CircleMember member = _desk.Dossier.Circle.Find(CircleMemberId.Of(_bob))!;
        Assert.Equal([(1_000, 1_001), (1_001, 0)], member.Periods.Select(period => (period.From, period.To)));
        long before = _desk.Dossier.Head.Seq;
        _desk.Note(_bob);
        Assert.Equal(before, _desk.Dossier.Head.Seq);

        _desk.Now++;
        _desk.Retire(_bob);
        _desk.Note(_bob);
        Assert.Null(_desk.Dossier.RightOf(_bob));
        _desk.CheckViews();
    }

    [Fact]
    public void Who_is_registered_as_something_else_has_other_rights_from_then_on()
    {
        Assert.Null(_desk.Begin(_alice, _bob));
        Assert.True(_desk.Dossier.MayRead(_bob, DataClass.Medical));
        _desk.Now++;
        _desk.People.Employ(_bob, "Assistant social");
        _desk.Note(_bob);
        Assert.False(_desk.Dossier.MayRead(_bob, DataClass.Medical));
        Assert.Equal(2, _desk.Dossier.Circle.Find(CircleMemberId.Of(_bob))!.Periods.Count);
        _desk.CheckViews();
    }

    [Fact]
    public void A_patient_who_objects_closes_a_structures_door()
    {
        PracticeSituation bobs = _desk.Practise(_bob, "Infirmier", Ssiad);
        Join(bobs.Structure);
        _desk.Note(_bob);
        _desk.Now++;
        Assert.Null(_desk.Record(_alice, ConsentState.Refused, null, _bob));
        Assert.Null(_desk.Dossier.RightOf(_bob));
        _desk.Note(_bob);
        Assert.Null(_desk.Dossier.RightOf(_bob));
        _desk.CheckViews();
    }

    [Fact]
    public void An_emergency_opens_the_dossier_for_an_hour_and_everybody_is_told()
    {
        PersonId carol = PersonId.New();
        Assert.Null(_desk.Begin(_alice, carol));
        PersonId patient = PersonId.New();
        Assert.Null(_desk.Begin(
            _alice, new BeginCirclePeriod { Patient = new CarePatient { Person = patient.ToByteString() } }));
        PersonId guardian = JoinRelative(RelativeRole.LegalRepresentative);
        JoinRelative(RelativeRole.Carer);
        Assert.Equal("reason", _desk.BreakGlass(_bob, " ")!.Field);
        Assert.Null(_desk.BreakGlass(_bob));
        long until = _desk.Now + 3_600_000;
        ConsequenceRow[] follows = _desk.Last.Consequences;
        Assert.Contains(follows, row => row.Kind == ConsequenceKind.AccessDue && row.DueAt == until);
        Assert.Equal(
            new[] { _alice, carol, patient, guardian }.ToHashSet(),
            follows.Where(row => row.Notification == NotificationKind.BreakGlass)
                .Select(row => row.Person).ToHashSet());
        LiaisonEntry entry = _desk.Dossier.Show(StreamAccess.All).Liaison[^1];
        Assert.Equal(
            (LiaisonKind.EmergencyAccess, LiaisonSeverity.Critical, _bob.ToByteString()),
            (entry.Kind, entry.Severity, entry.Author));

        Assert.True(_desk.Dossier.MayRead(_bob, DataClass.Medical));
        Assert.Null(_desk.Write(_bob));
        Assert.Equal(ErrorCode.NotAccessible, _desk.Begin(_bob, PersonId.New())!.Code);
        Assert.Equal(ErrorCode.NotAccessible, _desk.Record(_bob, ConsentState.Given)!.Code);
        Assert.Equal(ErrorCode.WrongState, _desk.BreakGlass(_bob)!.Code);
        Assert.Equal(ErrorCode.WrongState, _desk.BreakGlass(_alice)!.Code);

        _desk.Now = until - 1;
        _desk.ComeDue(_bob);
        Assert.NotNull(_desk.Dossier.RightOf(_bob));
        _desk.Now = until;
        _desk.ComeDue(_bob);
        Assert.Null(_desk.Dossier.RightOf(_bob));
        DossierAccess past = Assert.Single(_desk.Dossier.Show(StreamAccess.All).Accesses);
        Assert.Equal(("Chute à domicile", until), (past.Reason, past.EndedAt));
        _desk.CheckViews();
    }

    [Theory]
    [InlineData("Médecin", true)]
    [InlineData("Infirmière", true)]
    [InlineData("Gestionnaire de cas", true)]
    [InlineData("Assistante sociale", false)]
    [InlineData("Secrétaire", false)]
    [InlineData("Directrice", false)]
    public void Only_who_reads_what_is_medical_may_say_that_it_is_an_emergency(string profession, bool may)
    {
        _desk.People.Employ(_bob, profession);
        Assert.Equal(may ? null : ErrorCode.NotAccessible, _desk.BreakGlass(_bob)?.Code);
        Assert.Equal(may, _desk.Dossier.RightOf(_bob) is not null);
    }

    [Fact]
    public void Who_joins_while_an_emergency_lasts_keeps_their_own_right_when_it_ends()
    {
        Assert.Null(_desk.BreakGlass(_bob));
        Assert.Null(_desk.Begin(_alice, _bob));
        Assert.Empty(_desk.Dossier.Accesses.Open);
        _desk.Now += 3_600_000;
        _desk.ComeDue(_bob);
        Assert.NotNull(_desk.Dossier.RightOf(_bob));
        _desk.CheckViews();
    }

    [Fact]
    public void A_consent_that_is_over_ends_what_rests_on_it()
    {
        PracticeSituation bobs = _desk.Practise(_bob, "Infirmier", Ssiad);
        var consent = new SharingConsent
        {
            State = ConsentState.Given,
            Means = ConsentMeans.Oral,
            Proof = "said so",
            ExpiresAt = _desk.Now + 5_000,
            Structures = { bobs.Structure },
        };
        Assert.Null(_desk.Do(_alice, new Command
        {
            RecordConsent = new RecordConsentRequest
            {
                RequestId = RequestId.New().ToByteString(),
                Dossier = _desk.Stream.ToByteString(),
                Consent = consent,
            },
        }));
        Assert.Contains(
            _desk.Last.Consequences, row => row.Kind == ConsequenceKind.ConsentDue && row.DueAt == consent.ExpiresAt);
        Assert.Null(_desk.Begin(_alice, new BeginCirclePeriod
        {
            Structure = new CareStructure { Structure = bobs.Structure, Name = Ssiad },
            Function = CareFunction.HomeHelp,
            Ground = new LegalGround { Basis = LegalBasis.Consent },
        }));
        _desk.Note(_bob);
        _desk.Now += 4_999;
        _desk.ComeDue(_alice);
        Assert.NotNull(_desk.Dossier.RightOf(_bob));
        _desk.Now++;
        _desk.ComeDue(_alice);
        Assert.Null(_desk.Dossier.RightOf(_bob));
        Assert.Empty(_desk.Dossier.Circle.Structures);
        Assert.Equal(ConsentState.Expired, _desk.Dossier.Show(StreamAccess.All).Consents[0].State);
        _desk.CheckViews();
    }

    [Fact]
    public void There_are_so_many_who_are_not_in_the_circle_and_the_oldest_makes_room()
    {
        PersonId first = PersonId.New();
        Join(_desk.Practise(first, "Infirmier", Ssiad).Structure);
        _desk.Note(first);
        for (int i = 1; i < AccessLimits.Open; i++)
        {
            PersonId next = PersonId.New();
            _desk.Practise(next, "Infirmier", Ssiad);
            _desk.Note(next);
        }

        Assert.NotNull(_desk.Dossier.RightOf(first));
        Assert.Null(_desk.BreakGlass(_bob));
        Assert.Null(_desk.Dossier.RightOf(first));
        Assert.Equal(AccessLimits.Open, _desk.Dossier.Accesses.Open.Count());
        _desk.CheckViews();
    }

    [Fact]
    public void The_simulator_says_what_somebody_sees_and_would_see_and_why()
    {
        PracticeSituation bobs = _desk.Practise(_bob, "Infirmier", Ssiad);
        _desk.People.Employ(_bob, "Infirmier");
        ExplainRightsRequest about = new() { Person = _bob.ToByteString() };
        Assert.Equal(RightsSource.Unspecified, Explain(about).Source);
        Assert.True(Explain(about).MayBreakGlass);
        Assert.All(Explain(about).Rights, right => Assert.False(right.Read || right.Write));

        ExplainRightsRequest team = about.Clone();
        team.Ground = new LegalGround { Basis = LegalBasis.SameTeam, Team = CareTeamKind.SameStructure };
        team.Function = CareFunction.Nurse;
        Assert.Equal(LegalStep.ShareStructure, Explain(team).Missing);
        ExplainRightsRequest exchange = team.Clone();
        exchange.Ground = new LegalGround { Basis = LegalBasis.Exchange };
        Assert.Equal(
            (RightsSource.Supposed, CareRole.Paramedical), (Explain(exchange).Source, Explain(exchange).Role));
        Assert.Null(_desk.Dossier.RightOf(_bob));

        _desk.Now = 2_000;
        ByteString structure = Join(bobs.Structure);
        ExplainRightsResponse through = Explain(about);
        Assert.Equal((RightsSource.Structure, bobs.Id), (through.Source, through.Practice.Id));
        Assert.Empty(through.Assumed);
        about.At = 1_999;
        Assert.Equal(RightsSource.Unspecified, Explain(about).Source);
        Assert.Equal([RightsAssumption.Table, RightsAssumption.Practices], Explain(about).Assumed);
        _desk.Now = 3_000;
        Assert.Null(_desk.End(_alice, structure));
        Assert.Null(_desk.BreakGlass(_bob));
        about.At = 0;
        ExplainRightsResponse urgent = Explain(about);
        Assert.Equal((RightsSource.Emergency, "Chute à domicile"), (urgent.Source, urgent.Access.Reason));
        Assert.Equal(
            [DataClass.Coordination], urgent.Rights.Where(right => right.Write).Select(right => right.DataClass));
        about.At = 3_000 + 3_600_000;
        Assert.Equal(RightsSource.Unspecified, Explain(about).Source);
        _desk.Now = 4_000;
        Assert.Null(_desk.Begin(_alice, _bob));
        about.At = 3_999;
        Assert.Equal(RightsSource.Emergency, Explain(about).Source);
        about.At = 4_000;
        Assert.Equal((RightsSource.Member, 4_000), (Explain(about).Source, Explain(about).Period.From));
        about.At = 4_001;
        Assert.Equal([RightsAssumption.Table], Explain(about).Assumed);

        ExplainRightsResponse Explain(ExplainRightsRequest request) => _desk.Explain(_alice, request);
    }

    [Fact]
    public void The_simulator_says_that_the_dossier_may_have_forgotten_an_emergency()
    {
        long[] from = new long[AccessLimits.Past + 1];
        PersonId[] came = [.. from.Select(_ => PersonId.New())];
        for (int i = 0; i < came.Length; i++)
        {
            from[i] = _desk.Now;
            _desk.Practise(came[i], "Infirmier", Ssiad);
            Assert.Null(_desk.BreakGlass(came[i]));
            _desk.Now += 3_600_000;
            _desk.EndEmergency(came[i]);
        }

        Assert.Equal(AccessLimits.Past, _desk.Dossier.Accesses.All.Count);
        ExplainRightsResponse forgotten = At(0);
        Assert.Equal(RightsSource.Unspecified, forgotten.Source);
        Assert.Contains(RightsAssumption.Emergencies, forgotten.Assumed);
        Assert.Equal((RightsSource.Emergency, 1), (At(1).Source, At(1).Assumed.Count));
        _desk.CheckViews();

        ExplainRightsResponse At(int i) => _desk.Explain(
            _alice, new ExplainRightsRequest { Person = came[i].ToByteString(), At = from[i] });
    }

    private static BeginCirclePeriod In(PersonId person, ByteString practice, LegalGround ground) => new()
    {
        Person = person.ToByteString(),
        Function = CareFunction.Nurse,
        Ground = ground,
        Practice = practice,
    };

    private PersonId JoinRelative(RelativeRole role)
    {
        PersonId person = PersonId.New();
        var relative = new CareRelative
        {
            Name = "Claude Exemple",
            Phone = "05 00 00 00 00",
            Roles = { role },
            Protection = role == RelativeRole.LegalRepresentative
                ? LegalProtection.Guardianship
                : LegalProtection.Unspecified,
            Person = person.ToByteString(),
        };
        Assert.Null(_desk.Begin(_alice, new BeginCirclePeriod { Relative = relative }));
        return person;
    }

    private ByteString Join(ByteString structure)
    {
        var begin = new BeginCirclePeriod
        {
            Structure = new CareStructure { Structure = structure, Name = Ssiad },
            Function = CareFunction.HomeHelp,
            Ground = new LegalGround
            {
                Basis = LegalBasis.SameTeam,
                Team = CareTeamKind.Organised,
                Reason = "DAC",
            },
        };
        Assert.Null(_desk.Begin(_alice, begin));
        return CircleMemberId.Of(begin, ByteString.Empty);
    }
}

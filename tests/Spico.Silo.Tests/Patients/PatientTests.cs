using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Patients;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Patients;

public sealed class PatientTests(Cluster clinic) : IClassFixture<Cluster>
{
    private const string Number = "279035121518989";

    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly string _name = $"Exemple {Guid.NewGuid():N}";

    [Fact]
    public async Task The_same_traits_are_the_same_patient_however_they_are_written()
    {
        Reply first = await RegisterAsync(Traits());
        Assert.NotNull(first.RegisterPatient.Position);
        PatientTraits again = Traits();
        again.BirthName = $"EXEMPLE-{_name[8..].ToUpperInvariant()}";
        again.GivenNames = "élise Marie";
        Reply second = await RegisterAsync(again);
        Assert.Null(second.RegisterPatient.Position);
        Assert.Equal(first.RegisterPatient.Patient, second.RegisterPatient.Patient);
        Assert.True(StreamId.TryFrom(first.RegisterPatient.Patient, out StreamId patient));
        Assert.Equal(StreamId.DossierOf(patient).ToByteString(), first.RegisterPatient.Dossier);

        again.BirthDate = "1990-03-02";
        Assert.NotEqual(
            first.RegisterPatient.Patient, (await RegisterAsync(again)).RegisterPatient.Patient);
    }

    [Fact]
    public async Task A_stronger_identity_replaces_a_weaker_one_and_its_number_finds_the_patient()
    {
        string number = RandomNumber();
        Reply weak = await RegisterAsync(Traits());
        Reply strong = await RegisterAsync(Traits(number), IdentityStatus.Qual);
        Assert.Equal(weak.RegisterPatient.Patient, strong.RegisterPatient.Patient);
        Assert.NotNull(strong.RegisterPatient.Position);
        Assert.Null((await RegisterAsync(Traits(), IdentityStatus.Vali)).RegisterPatient.Position);

        PatientTraits other = Traits(number);
        other.BirthDate = "1950-01-01";
        Assert.Equal(ErrorCode.WrongState, (await RegisterAsync(other, IdentityStatus.Qual)).Error.Code);
        Assert.Equal(
            ErrorCode.WrongState, (await RegisterAsync(Traits(RandomNumber()), IdentityStatus.Qual)).Error.Code);
    }

    [Theory]
    [InlineData("traits.birth_name", "birth_name", " - ")]
    [InlineData("traits.birth_name", "birth_name", "Exem\0ple")]
    [InlineData("traits.given_names", "given_names", "")]
    [InlineData("traits.given_names", "given_names", "Élise\nMarie")]
    [InlineData("traits.birth_date", "birth_date", "1990-02-30")]
    [InlineData("traits.birth_date", "birth_date", "2999-01-01")]
    [InlineData("traits.birth_place", "birth_place", "3155")]
    [InlineData("traits.ins", "ins", Number)]
    public void A_trait_that_cannot_be_is_refused(string field, string trait, string value)
    {
        PatientTraits traits = Traits();
        PatientTraits.Descriptor.FindFieldByName(trait).Accessor.SetValue(traits, value);
        var today = new DateOnly(2026, 1, 1);
        Assert.Equal(field, PatientRules.Check(traits, IdentityStatus.Prov, today)!.Field);
    }

    [Theory]
    [InlineData("", 0u, IdentityStatus.Qual, "traits.ins")]
    [InlineData("", 0u, IdentityStatus.Recup, "traits.ins")]
    [InlineData("279035121518988", 8u, IdentityStatus.Qual, "traits.ins")]
    [InlineData(Number, 7u, IdentityStatus.Qual, "traits.ins_authority")]
    [InlineData("", 8u, IdentityStatus.Vali, "traits.ins_authority")]
    [InlineData("", 0u, IdentityStatus.Unspecified, "status")]
    public void A_number_goes_with_the_statuses_that_have_one(
        string number, uint authority, IdentityStatus status, string field)
    {
        PatientTraits traits = Traits();
        traits.Ins = number;
        traits.InsAuthority = authority;
        Assert.Equal(field, PatientRules.Check(traits, status, new DateOnly(2026, 1, 1))!.Field);
    }

    [Theory]
    [InlineData(Number, 0u, "traits.ins_authority")]
    [InlineData(Number, 7u, "traits.ins_authority")]
    [InlineData(Number, 8u, null)]
    [InlineData("", 0u, null)]
    public void A_number_is_searched_with_its_authority(string number, uint authority, string? field)
    {
        PatientTraits traits = Traits();
        (traits.Ins, traits.InsAuthority) = (number, authority);
        Assert.Equal(field, PatientRules.CheckSearch(traits)?.Field);
        traits.BirthName = number.Length > 0 ? string.Empty : traits.BirthName;
        Assert.Equal(field, PatientRules.CheckSearch(traits)?.Field);
    }

    [Fact]
    public void A_name_has_so_many_characters()
    {
        PatientTraits traits = Traits();
        traits.BirthName = new string('é', PatientRules.NameCharacters);
        var today = new DateOnly(2026, 1, 1);
        Assert.Null(PatientRules.Check(traits, IdentityStatus.Prov, today));
        traits.BirthName += "é";
        Error refusal = PatientRules.Check(traits, IdentityStatus.Prov, today)!;
        Assert.Equal((ErrorCode.TooLarge, (ulong)PatientRules.NameCharacters), (refusal.Code, refusal.Limit));
    }

    [Fact]
    public async Task A_conversation_about_a_patient_carries_them_everywhere_for_ever()
    {
        Reply registered = await RegisterAsync(Traits(RandomNumber()), IdentityStatus.Recup);
        StreamId round = await OpenAsync(registered.RegisterPatient.Patient, LegalBasis.SameTeam);
        await RegisterAsync(Traits(), IdentityStatus.Prov);
        await clinic.DeactivateAsync(clinic.Conversation(round));

        List<Fact> facts = await clinic.ReadAllAsync(_bob, round);
        Patient patient = facts[0].ConversationCreated.Patient;
        Assert.Equal(registered.RegisterPatient.Patient, patient.Id);
        Assert.Equal((_name, IdentityStatus.Recup), (patient.Traits.BirthName, patient.Status));
        Assert.Equal("", patient.Traits.Ins);
        Assert.Equal(LegalBasis.SameTeam, facts[2].MemberAdded.Basis);
        Subscription opened = await clinic.Conversation(round)
            .Subscribe(Cluster.As(_bob), clinic.Observe(new TestGateway()));
        Assert.Equal(patient, opened.View!.Conversation.Patient);
        InboxEntry entry = Assert.Single(await clinic.InboxAsync(_bob));
        Assert.Equal((patient, ConversationKind.Patient, "Sortie"), (entry.Patient, entry.Kind, entry.Title));
    }

    [Fact]
    public async Task Conversations_about_a_patient_are_found_by_their_members_from_the_dossier_too()
    {
        RegisterPatientResponse patient = (await RegisterAsync(Traits())).RegisterPatient;
        StreamId round = await OpenAsync(patient.Patient, LegalBasis.SameTeam);
        var byPatient = new FindPatientConversationsRequest { Patient = patient.Patient };
        var byDossier = new FindPatientConversationsRequest { Dossier = patient.Dossier };
        foreach (FindPatientConversationsRequest request in new[] { byPatient, byDossier })
        {
            Assert.Equal([round.ToByteString()], (await FindAsync(_bob, request)).Conversations);
            Assert.Empty((await FindAsync(PersonId.New(), request)).Conversations);
        }

        await clinic.LeaveAsync(_bob, round);
        Assert.Empty((await FindAsync(_bob, byDossier)).Conversations);
        Reply refused = await Patients.FindConversations(
            Cluster.As(_bob), new FindPatientConversationsRequest { Patient = round.ToByteString() });
        Assert.Equal(ErrorCode.InvalidArgument, refused.Error.Code);
    }

    [Fact]
    public async Task Nobody_is_added_to_a_conversation_about_a_patient_without_a_ground()
    {
        RegisterPatientResponse patient = (await RegisterAsync(Traits())).RegisterPatient;
        StreamId round = await OpenAsync(patient.Patient, LegalBasis.Exchange);
        var carol = PersonId.New();
        Reply groundless = await clinic.AddAsync(_bob, round, Cluster.Reader(carol));
        Assert.Equal((ErrorCode.InvalidArgument, "member.basis"), (groundless.Error.Code, groundless.Error.Field));

        NewMember member = Cluster.Reader(carol);
        member.Basis = LegalBasis.Emergency;
        Assert.Null((await clinic.AddAsync(_bob, round, member)).Error);
        Fact added = (await clinic.ReadAllAsync(_alice, round))[^1];
        Assert.Equal((LegalBasis.Emergency, _bob.ToByteString()), (added.MemberAdded.Basis, added.Author));

        CreateConversationRequest creation = About(patient.Patient, LegalBasis.Unspecified);
        Assert.Equal("members[0].basis", (await clinic.CreateAsync(_alice, creation)).Error.Field);
    }

    [Fact]
    public async Task A_consent_says_where_it_is_recorded()
    {
        RegisterPatientResponse patient = (await RegisterAsync(Traits())).RegisterPatient;
        CreateConversationRequest creation = About(patient.Patient, LegalBasis.Consent);
        Assert.Equal("members[0].reference", (await clinic.CreateAsync(_alice, creation)).Error.Field);
        creation.Members[0].Reference = new string('x', 201);
        Error tooLong = (await clinic.CreateAsync(_alice, creation)).Error;
        Assert.Equal((ErrorCode.TooLarge, 200ul), (tooLong.Code, tooLong.Limit));
        creation.Members[0].Reference = new string('x', 200);
        Reply created = await clinic.CreateAsync(_alice, creation);
        Assert.True(StreamId.TryFrom(created.CreateConversation.Conversation, out StreamId round));
        Fact added = (await clinic.ReadAllAsync(_bob, round))[2];
        Assert.Equal(creation.Members[0].Reference, added.MemberAdded.Reference);
    }

    [Fact]
    public async Task A_conversation_about_a_patient_needs_one_that_exists()
    {
        Google.Protobuf.ByteString nobody = StreamId.PatientOf(Guid.NewGuid()).ToByteString();
        CreateConversationRequest creation = About(nobody, LegalBasis.SameTeam);
        Assert.Equal(ErrorCode.NotAccessible, (await clinic.CreateAsync(_alice, creation)).Error.Code);
        creation.Patient = Google.Protobuf.ByteString.Empty;
        Assert.Equal("patient", (await clinic.CreateAsync(_alice, creation)).Error.Field);
        CreateConversationRequest group = Cluster.Group("Round", Cluster.Reader(_bob));
        group.Patient = nobody;
        Assert.Equal("patient", (await clinic.CreateAsync(_alice, group)).Error.Field);
    }

    private IPatientsGrain Patients => clinic.Grains.GetGrain<IPatientsGrain>(0);

    private static string RandomNumber()
    {
        string digits = $"27903{Random.Shared.Next(10_000_000, 99_999_999)}";
        long key = 97 - (long.Parse(digits, System.Globalization.CultureInfo.InvariantCulture) % 97);
        return $"{digits}{key:00}";
    }

    private PatientTraits Traits(string number = "") => new()
    {
        BirthName = _name,
        GivenNames = "Elise",
        BirthDate = "1979-03-02",
        Sex = Sex.Female,
        BirthPlace = "31555",
        Ins = number,
        InsAuthority = number.Length > 0 ? 10u : 0,
    };

    private async Task<Reply> RegisterAsync(PatientTraits traits, IdentityStatus status = IdentityStatus.Prov) =>
        await Patients.Register(Cluster.As(_alice), new RegisterPatientRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Traits = traits,
            Status = status,
        });

    private async Task<FindPatientConversationsResponse> FindAsync(
        PersonId person, FindPatientConversationsRequest request) =>
        (await Patients.FindConversations(Cluster.As(person), request)).FindPatientConversations;

    private CreateConversationRequest About(Google.Protobuf.ByteString patient, LegalBasis basis)
    {
        NewMember bob = Cluster.Reader(_bob);
        bob.Basis = basis;
        CreateConversationRequest creation = Cluster.Group("Sortie", bob);
        creation.Kind = ConversationKind.Patient;
        creation.Patient = patient;
        return creation;
    }

    private async Task<StreamId> OpenAsync(Google.Protobuf.ByteString patient, LegalBasis basis)
    {
        Reply created = await clinic.CreateAsync(_alice, About(patient, basis));
        Assert.Null(created.Error);
        Assert.True(StreamId.TryFrom(created.CreateConversation.Conversation, out StreamId stream));
        return stream;
    }
}

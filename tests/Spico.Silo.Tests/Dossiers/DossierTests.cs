using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers;
using Spico.Silo.Patients;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;
using Spico.Testing;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Dossiers;

public sealed class DossierTests(Cluster clinic) : IClassFixture<Cluster>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly string _name = $"Martin L{Guid.NewGuid():N}";

    [Fact]
    public async Task A_dossier_is_created_once_and_after_everybody_alike_was_looked_at()
    {
        RegisterPatientResponse first = await RegisterAsync(_name);
        string alike = _name.Replace("Martin", "Martain", StringComparison.Ordinal);
        RegisterPatientResponse second = await RegisterAsync(alike);
        CreateDossierRequest creation = Creation(first.Patient);
        Assert.Equal(ErrorCode.WrongState, (await CreateAsync(creation)).Error.Code);
        creation.SetAside.Add(second.Patient);
        Reply created = await CreateAsync(creation);
        Assert.Equal(first.Dossier, created.CreateDossier.Dossier);
        Assert.Equal(2ul, created.CreateDossier.Position.Seq);
        Assert.Equal(created, await CreateAsync(creation));

        CreateDossierRequest again = Creation(first.Patient);
        again.SetAside.Add(second.Patient);
        Assert.Equal(ErrorCode.WrongState, (await CreateAsync(again)).Error.Code);
        Assert.Equal(ErrorCode.NotAccessible, (await CreateAsync(Creation(
            StreamId.PatientOf(Guid.NewGuid()).ToByteString()))).Error.Code);
        SearchPatientsResponse found = await SearchAsync(Traits(_name));
        Assert.Equal(
            [(first.Patient, PatientMatchKind.Traits, true), (second.Patient, PatientMatchKind.Sound, false)],
            found.Matches.Select(match => (match.Patient.Id, match.Match, match.HasDossier)));
    }

    [Theory]
    [InlineData("Assistante sociale", ErrorCode.NotAccessible)]
    [InlineData("Secrétaire médicale", ErrorCode.NotAccessible)]
    [InlineData("Directeur d'EHPAD", ErrorCode.NotAccessible)]
    [InlineData("Support régional", ErrorCode.NotAccessible)]
    [InlineData("Auditrice", ErrorCode.NotAccessible)]
    [InlineData("Coordonnatrice de parcours", null)]
    public async Task Only_who_may_bring_others_in_creates_a_dossier(string profession, ErrorCode? refusal)
    {
        clinic.People.Employ(_alice, profession);
        RegisterPatientResponse patient = await RegisterAsync(_name);
        Assert.Equal(refusal, (await CreateAsync(Creation(patient.Patient))).Error?.Code);
        Assert.Equal(refusal is null, Assert.Single((await SearchAsync(Traits(_name))).Matches).HasDossier);
    }

    [Fact]
    public async Task Findings_add_up_to_a_qualified_identity_and_a_final_number_follows_a_waiting_one()
    {
        string waiting = Numbers.Next();
        RegisterPatientResponse patient = await RegisterAsync(_name, IdentityStatus.Vali);
        await RegisterAsync(_name, IdentityStatus.Recup, (waiting, 9));
        Patient known = Assert.Single((await SearchAsync(Traits("", (waiting, 9)))).Matches).Patient;
        Assert.Equal((patient.Patient, IdentityStatus.Qual, waiting), (known.Id, known.Status, known.Traits.Ins));

        string final = Numbers.Next();
        await RegisterAsync(_name, IdentityStatus.Qual, (final, 8));
        foreach ((string, uint) number in new[] { (waiting, 9u), (final, 8u) })
        {
            Patient one = Assert.Single((await SearchAsync(Traits("", number))).Matches).Patient;
            Assert.Equal((patient.Patient, final), (one.Id, one.Traits.Ins));
        }
    }

    [Fact]
    public async Task Only_who_writes_the_identity_in_the_dossier_strengthens_it()
    {
        (StreamId _, RegisterPatientResponse patient) = await OpenAsync(_name, IdentityStatus.Vali);
        (string, uint) number = (Numbers.Next(), 8);
        RegisterPatientResponse strangers = await RegisterAsync(_name, IdentityStatus.Recup, number, _bob);
        Assert.Equal((patient.Patient, null), (strangers.Patient, strangers.Position));
        Assert.Empty((await SearchAsync(Traits("", number))).Matches);
        Assert.NotNull((await RegisterAsync(_name, IdentityStatus.Recup, number)).Position);
        Patient known = Assert.Single((await SearchAsync(Traits("", number))).Matches).Patient;
        Assert.Equal((patient.Patient, IdentityStatus.Qual), (known.Id, known.Status));
    }

    [Fact]
    public async Task An_identity_is_corrected_by_who_may_and_the_dossier_is_told()
    {
        (StreamId dossier, RegisterPatientResponse patient) = await OpenAsync(_name);
        var change = new ChangeIdentityRequest
        {
            RequestId = Id(),
            Dossier = dossier.ToByteString(),
            Traits = Traits(_name + "e"),
            Status = IdentityStatus.Vali,
            Attributes = { IdentityAttribute.Homonym },
            Reason = "Nom mal lu",
        };
        Assert.Equal(ErrorCode.NotAccessible, (await AskAsync(_bob, dossier, change)).Error.Code);
        ChangeIdentityRequest wrong = change.Clone();
        (wrong.Status, wrong.Traits.Ins, wrong.Traits.InsAuthority) = (IdentityStatus.Qual, Numbers.Next(), 10);
        Assert.Equal("attributes", (await AskAsync(_alice, dossier, wrong)).Error.Field);
        Assert.Null((await AskAsync(_alice, dossier, change)).Error);

        Fact told = await LastAsync(dossier, Fact.BodyOneofCase.IdentityChanged);
        Assert.Equal(
            (_name, _name + "e", IdentityAttribute.Homonym, "Nom mal lu"),
            (told.IdentityChanged.Before.Traits.BirthName, told.IdentityChanged.Patient.Traits.BirthName,
                Assert.Single(told.IdentityChanged.Patient.Attributes), told.IdentityChanged.Reason));
        Assert.Equal(
            patient.Patient, Assert.Single((await SearchAsync(Traits(_name + "e"))).Matches).Patient.Id);
        Assert.Equal(told.Seq, await LineAsync(dossier, LifeLineKind.Identity));

        RegisterPatientResponse other = await RegisterAsync("Durand " + _name);
        change.RequestId = Id();
        change.Traits = Traits("Durand " + _name);
        Assert.Equal(ErrorCode.WrongState, (await AskAsync(_alice, dossier, change)).Error.Code);
        Assert.NotEqual(patient.Patient, other.Patient);
    }

    [Fact]
    public async Task Traits_that_were_somebody_elses_by_mistake_are_whose_they_are()
    {
        (StreamId dossier, RegisterPatientResponse first) = await OpenAsync(_name);
        Assert.Null((await AskAsync(_alice, dossier, new ChangeIdentityRequest
        {
            RequestId = Id(),
            Dossier = dossier.ToByteString(),
            Traits = Traits("Durand " + _name),
            Status = IdentityStatus.Prov,
            Reason = "Dossier d'une autre",
        })).Error);
        RegisterPatientResponse second = await RegisterAsync(_name);
        Assert.NotEqual(first.Patient, second.Patient);
        Assert.Equal(second.Patient, (await RegisterAsync(_name, IdentityStatus.Vali)).Patient);
        Assert.Equal(first.Patient, (await RegisterAsync("Durand " + _name)).Patient);
    }

    [Fact]
    public async Task A_number_that_was_wrong_leads_nowhere_once_it_is_taken_away()
    {
        (string, uint) number = (Numbers.Next(), 10);
        (StreamId dossier, RegisterPatientResponse _) = await OpenAsync(_name, IdentityStatus.Qual, number);
        var change = new ChangeIdentityRequest
        {
            RequestId = Id(),
            Dossier = dossier.ToByteString(),
            Traits = Traits(_name, (Numbers.Next(), 10)),
            Status = IdentityStatus.Qual,
            Reason = "Numéro d'un autre",
        };
        Assert.Equal(ErrorCode.WrongState, (await AskAsync(_alice, dossier, change)).Error.Code);
        (change.Traits, change.Status) = (Traits(_name), IdentityStatus.Vali);
        Assert.Null((await AskAsync(_alice, dossier, change)).Error);
        Assert.Empty((await SearchAsync(Traits("", number))).Matches);
    }

    [Fact]
    public async Task A_merge_shows_on_both_sides_and_can_be_undone()
    {
        (StreamId main, RegisterPatientResponse mainPatient) = await OpenAsync(_name);
        (StreamId twin, RegisterPatientResponse twinPatient) = await OpenAsync("Petit " + _name);
        var merge = new MergeDossierRequest
        {
            RequestId = Id(),
            Dossier = twin.ToByteString(),
            Into = main.ToByteString(),
            Reason = "Même personne",
        };
        Assert.Equal(ErrorCode.NotAccessible, (await AskAsync(_bob, twin, merge)).Error.Code);
        Assert.Null((await AskAsync(_alice, twin, merge)).Error);
        Fact absorbed = await LastAsync(main, Fact.BodyOneofCase.DossierMergeChanged);
        Assert.Equal([twin.ToByteString()], absorbed.DossierMergeChanged.Absorbed);
        Assert.Equal(absorbed.Seq, await LineAsync(main, LifeLineKind.Merge));
        Assert.Equal("Même personne", absorbed.DossierMergeChanged.Reason);
        await IsMergedAsync("Petit " + _name, twinPatient.Patient, mainPatient.Patient);
        Assert.Equal(ErrorCode.WrongState, (await AskAsync(_alice, twin, new ChangeCircleRequest
        {
            RequestId = Id(),
            Dossier = twin.ToByteString(),
            Begin = new BeginCirclePeriod { Patient = new CarePatient() },
        })).Error.Code);
        Assert.Null((await AskAsync(_alice, twin, new SeparateDossierRequest
        {
            RequestId = Id(),
            Dossier = twin.ToByteString(),
            Reason = "Deux sœurs",
        })).Error);
        await IsMergedAsync("Petit " + _name, twinPatient.Patient, ByteString.Empty);
        await Eventually.Becomes(
            "the main dossier is told",
            () => LastAsync(main, Fact.BodyOneofCase.DossierMergeChanged),
            fact => fact.DossierMergeChanged is { Absorbed.Count: 0, Reason: "Deux sœurs" },
            "none absorbed");
    }

    [Fact]
    public async Task Of_dossiers_that_are_merged_at_once_each_goes_on_in_one_that_goes_on()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => RingAsync()).Concat(
            Enumerable.Range(0, 6).Select(_ => ChainAsync())));

        async Task RingAsync()
        {
            StreamId[] two = await OpenAsync(2);
            Reply[] replies = await Task.WhenAll(MergeAsync(two[0], two[1]), MergeAsync(two[1], two[0]));
            Assert.Contains(replies, reply => reply.Error is not null);
            await AreFlatAsync(two);
        }

        async Task ChainAsync()
        {
            StreamId[] three = await OpenAsync(3);
            await Task.WhenAll(MergeAsync(three[0], three[1]), MergeAsync(three[1], three[2]));
            await AreFlatAsync(three);
        }

        async Task<StreamId[]> OpenAsync(int count)
        {
            List<StreamId> opened = [];
            while (opened.Count < count)
            {
                opened.Add((await this.OpenAsync($"Martin L{Guid.NewGuid():N}")).Dossier);
            }

            return [.. opened];
        }

        Task<Reply> MergeAsync(StreamId dossier, StreamId into) => AskAsync(_alice, dossier, new MergeDossierRequest
        {
            RequestId = Id(),
            Dossier = dossier.ToByteString(),
            Into = into.ToByteString(),
            Reason = "Même personne",
        });
    }

    // Whatever is merged is so into one that is not, which knows it.
    private Task AreFlatAsync(StreamId[] dossiers) => Eventually.Becomes(
        "the dossiers are merged in one step",
        async () =>
        {
            Dictionary<ByteString, DossierView> views = [];
            foreach (StreamId one in dossiers)
            {
                views[one.ToByteString()] = (await clinic.Grains.GetGrain<IDossierGrain>(StreamKey.Of(one))
                    .Subscribe(Cluster.As(_alice), clinic.Observe(new TestGateway()))).View!.Dossier;
            }

            return views;
        },
        views => views.All(one => views.All(other =>
            other.Value.Absorbed.Contains(one.Key) == (one.Value.MergedInto == other.Key)
            && (other.Value.Absorbed.Count == 0 || other.Value.MergedInto.IsEmpty))),
        "who is merged, and into whom");

    [Fact]
    public async Task A_dossier_comes_back_from_a_snapshot_and_is_opened_by_its_circle_alone()
    {
        (StreamId dossier, RegisterPatientResponse _) = await OpenAsync(_name);
        IDossierGrain grain = clinic.Grains.GetGrain<IDossierGrain>(StreamKey.Of(dossier));
        Subscription before = await SubscribeAsync(_alice);
        await clinic.DeactivateAsync(grain);
        Subscription after = await SubscribeAsync(_alice);
        Assert.Equal(before.View, after.View);
        Assert.Equal(_name, after.View!.Dossier.Patient.Traits.BirthName);
        Assert.Equal(ErrorCode.NotAccessible, (await SubscribeAsync(_bob)).Refusal!.Code);

        async Task<Subscription> SubscribeAsync(PersonId person) =>
            await grain.Subscribe(Cluster.As(person), clinic.Observe(new TestGateway()));
    }

    private static ByteString Id() => RequestId.New().ToByteString();

    private static PatientTraits Traits(string name, (string Ins, uint Authority) number = default) => new()
    {
        BirthName = name,
        GivenNames = name.Length == 0 ? "" : "Camille",
        BirthDate = "1961-07-14",
        Sex = Sex.Female,
        Ins = number.Ins ?? "",
        InsAuthority = number.Authority,
    };

    private static CreateDossierRequest Creation(ByteString patient) => new()
    {
        RequestId = Id(),
        Patient = patient,
        Function = CareFunction.Nurse,
        Ground = new LegalGround { Basis = LegalBasis.Exchange },
    };

    private async Task<RegisterPatientResponse> RegisterAsync(
        string name,
        IdentityStatus status = IdentityStatus.Prov,
        (string Ins, uint Authority) number = default,
        PersonId? by = null)
    {
        Reply reply = await clinic.Grains.GetGrain<IPatientsGrain>(0).Register(
            Cluster.As(by ?? _alice),
            new RegisterPatientRequest { RequestId = Id(), Traits = Traits(name, number), Status = status });
        Assert.Null(reply.Error);
        return reply.RegisterPatient;
    }

    private async Task<SearchPatientsResponse> SearchAsync(PatientTraits traits)
    {
        Reply reply = await clinic.Grains.GetGrain<IPatientsGrain>(0).Search(
            Cluster.As(_bob), new SearchPatientsRequest { Traits = traits });
        Assert.Null(reply.Error);
        return reply.SearchPatients;
    }

    private async Task<Reply> CreateAsync(CreateDossierRequest creation)
    {
        Assert.True(StreamId.TryFrom(creation.Patient, out StreamId patient));
        return await AskAsync(_alice, StreamId.DossierOf(patient), creation);
    }

    private async Task<(StreamId Dossier, RegisterPatientResponse Patient)> OpenAsync(
        string name, IdentityStatus status = IdentityStatus.Prov, (string Ins, uint Authority) number = default)
    {
        RegisterPatientResponse patient = await RegisterAsync(name, status, number);
        Assert.Null((await CreateAsync(Creation(patient.Patient))).Error);
        return (StreamId.TryFrom(patient.Dossier, out StreamId dossier) ? dossier : default, patient);
    }

    private async Task<Reply> AskAsync(PersonId person, StreamId dossier, IMessage request)
    {
        var command = new Command();
        Command.Descriptor.Oneofs[0].Fields.Single(field => field.MessageType == request.Descriptor)
            .Accessor.SetValue(command, request);
        return await clinic.Grains.GetGrain<IDossierGrain>(StreamKey.Of(dossier))
            .SendAsync(Cluster.As(person), command);
    }

    private async Task<Fact> LastAsync(StreamId dossier, Fact.BodyOneofCase kind)
    {
        Fact[] last = await Eventually.Becomes(
            $"{kind} is written",
            async () =>
            {
                HistoryPage page = await clinic.Grains.GetGrain<IDossierGrain>(StreamKey.Of(dossier))
                    .Read(Cluster.As(_alice), new HistoryQuery(long.MaxValue, Backwards: true, 5));
                return page.Facts.Select(fact => Frame.Parser.ParseFrom(fact.Frame).Push.Fact)
                    .Where(fact => fact.BodyCase == kind).ToArray();
            },
            found => found.Length > 0,
            "among the last");
        return last[0];
    }

    private async Task<ulong> LineAsync(StreamId dossier, LifeLineKind kind)
    {
        Reply line = await AskAsync(
            _alice, dossier, new ReadLifeLineRequest { Dossier = dossier.ToByteString(), Kinds = { kind } });
        return Assert.Single(line.ReadLifeLine.Entries).Seq;
    }

    private Task IsMergedAsync(string name, ByteString patient, ByteString into) => Eventually.Becomes(
        "the search shows where the patient goes on",
        () => SearchAsync(Traits(name)),
        found => found.Matches.Single(match => match.Patient.Id == patient).Patient.MergedInto == into,
        "merged, or on their own");

    private static class Numbers
    {
        public static string Next()
        {
            string digits = $"26107{Random.Shared.Next(10_000_000, 99_999_999)}";
            long key = 97 - (long.Parse(digits, System.Globalization.CultureInfo.InvariantCulture) % 97);
            return $"{digits}{key:00}";
        }
    }
}

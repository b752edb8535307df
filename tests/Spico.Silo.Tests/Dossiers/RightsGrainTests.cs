using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Delegations;
using Spico.Silo.Dossiers;
using Spico.Silo.Dossiers.Documents;
using Spico.Silo.Patients;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;
using Spico.Testing;
using Spico.Testing.Dossiers;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Dossiers;

/// <summary>Rights to dossiers as grains keep them: on every path, live, and when a time has come.</summary>
public sealed class RightsGrainTests(RightsClinic clinic) : IClassFixture<RightsClinic>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly PersonId _carol = PersonId.New();

    [Fact]
    public async Task Who_practises_in_a_structure_of_the_circle_reads_on_every_path_until_they_no_longer_do()
    {
        (StreamId dossier, PatientTraits _) = await clinic.OpenAsync(_alice);
        PracticeSituation nurse = clinic.Practise(_bob, "Infirmier", "SSIAD du Lauragais")!;
        Assert.Empty(await PathsAsync(_bob, dossier));
        await clinic.JoinAsync(_alice, dossier, nurse.Structure);
        Assert.Equal("follow page look ask", await PathsAsync(_bob, dossier));
        DossierView view = (await clinic.SubscribeAsync(Cluster.As(_alice), dossier)).View!.Dossier;
        DossierAccess access = Assert.Single(view.Accesses);
        Assert.Equal(
            (_bob.ToByteString(), AccessKind.Structure, nurse.Id), (access.Person, access.Kind, access.Practice.Id));

        clinic.Practise(_bob, "Secrétaire médicale", "SSIAD du Lauragais");
        await NoteAsync(dossier);
        Assert.Equal(
            ErrorCode.NotAccessible,
            (await clinic.AskAsync(_bob, dossier, new ChangeLiaisonRequest
            {
                RequestId = RightsClinic.Id(),
                Dossier = dossier.ToByteString(),
                Write = new NewLiaisonEntry { Kind = LiaisonKind.Info, Text = "non" },
            })).Error.Code);
        clinic.Practise(_bob, "", "");
        await NoteAsync(dossier);
        Assert.Empty(await PathsAsync(_bob, dossier));
        Fact last = await LastAsync(dossier);
        Assert.NotEqual(0, last.AccessChanged.Access.EndedAt);
    }

    [Fact]
    public async Task An_emergency_and_a_consent_end_when_their_time_has_come()
    {
        (StreamId dossier, PatientTraits _) = await clinic.OpenAsync(_alice);
        StreamId unknown = StreamId.DossierOf(StreamId.PatientOf(Guid.NewGuid()));
        Assert.Equal(
            ErrorCode.NotAccessible, (await clinic.AskAsync(_bob, unknown, Emergency(unknown))).Error.Code);
        Caller forBob = Cluster.As(_bob) with { ActedBy = _carol };
        Assert.NotNull((await clinic.AskAsync(forBob, dossier, Emergency(dossier))).Error);
        BreakGlassRequest request = Emergency(dossier);
        Reply opened = await clinic.AskAsync(_bob, dossier, request);
        Assert.Null(opened.Error);
        Assert.Equal(opened, await clinic.AskAsync(_bob, dossier, request));

        long expires = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + 1_000;
        Assert.Null((await clinic.AskAsync(_alice, dossier, new RecordConsentRequest
        {
            RequestId = RightsClinic.Id(),
            Dossier = dossier.ToByteString(),
            Consent = new SharingConsent
            {
                State = ConsentState.Given,
                Means = ConsentMeans.Oral,
                Proof = "said so",
                Persons = { _carol.ToByteString() },
                ExpiresAt = expires,
            },
        })).Error);
        Assert.Null((await clinic.AskAsync(_alice, dossier, new ChangeCircleRequest
        {
            RequestId = RightsClinic.Id(),
            Dossier = dossier.ToByteString(),
            Begin = new BeginCirclePeriod
            {
                Person = _carol.ToByteString(),
                Function = CareFunction.Nurse,
                Ground = new LegalGround { Basis = LegalBasis.Consent },
            },
        })).Error);
        Assert.Null((await clinic.SubscribeAsync(Cluster.As(_carol), dossier)).Refusal);

        // Nobody asks: the times come by themselves.
        DossierView view = await Eventually.Becomes(
            "both are over",
            async () => (await clinic.SubscribeAsync(Cluster.As(_alice), dossier)).View!.Dossier,
            view => view.Accesses.All(one => one.EndedAt != 0)
                && view.Consents.All(one => one.State == ConsentState.Expired),
            "no right is left");
        Assert.Equal("Chute à domicile", Assert.Single(view.Accesses).Reason);
        Assert.Empty(await PathsAsync(_bob, dossier));
        Assert.Empty(await PathsAsync(_carol, dossier));
    }

    [Fact]
    public async Task A_secretary_acts_for_a_physician_within_the_rights_of_secretaries_and_both_are_named()
    {
        (StreamId dossier, PatientTraits traits) = await clinic.OpenAsync(_alice);
        await clinic.WriteAsync(Cluster.As(_alice), dossier, "Vu ce matin");
        Caller secretary = Cluster.As(_alice) with { ActedBy = _bob };
        Caller replacement = Cluster.As(_alice) with { ActedBy = _carol };
        Assert.Equal("on_behalf_of", (await clinic.SubscribeAsync(secretary, dossier)).Refusal!.Field);
        await GrantAsync(_bob, DelegationKind.Secretary);
        await GrantAsync(_carol, DelegationKind.Replacement);

        Subscription opened = await clinic.SubscribeAsync(secretary, dossier);
        Assert.DoesNotContain(DataClass.Medical, opened.View!.DataClasses);
        Assert.Contains(DataClass.Coordination, opened.View.DataClasses);
        Assert.NotEqual(0u, opened.Withheld & (1u << (int)DataClass.Medical));
        Assert.Equal(ErrorCode.NotAccessible, (await clinic.AskAsync(secretary, dossier, Entry(dossier))).Error.Code);
        var traces = new ReadTracesRequest { Dossier = dossier.ToByteString() };
        Assert.Equal(ErrorCode.NotAccessible, (await clinic.AskAsync(secretary, dossier, traces)).Error?.Code);
        Assert.Null((await clinic.AskAsync(replacement, dossier, traces)).Error);
        Subscription whole = await clinic.SubscribeAsync(replacement, dossier);
        Assert.Contains(DataClass.Medical, whole.View!.DataClasses);
        Assert.Null((await clinic.AskAsync(replacement, dossier, Entry(dossier))).Error);
        Fact last = await LastAsync(dossier);
        Assert.Equal(
            (_alice.ToByteString(), _carol.ToByteString(), _carol.ToByteString()),
            (last.Author, last.ActedBy, last.LiaisonChanged.Entry.ActedBy));

        traits.GivenNames = "Camille Jeanne";
        Assert.Null((await clinic.AskAsync(secretary, dossier, new ChangeIdentityRequest
        {
            RequestId = RightsClinic.Id(),
            Dossier = dossier.ToByteString(),
            Traits = traits,
            Status = IdentityStatus.Vali,
            Reason = "Carte vitale",
        })).Error);
        Fact changed = await Eventually.Becomes(
            "the identity is noted",
            () => LastAsync(dossier),
            fact => fact.IdentityChanged is not null,
            "in the dossier");
        Assert.Equal((_alice.ToByteString(), _bob.ToByteString()), (changed.Author, changed.ActedBy));
    }

    [Fact]
    public async Task An_entry_is_corrected_however_old_it_is()
    {
        (StreamId dossier, PatientTraits _) = await clinic.OpenAsync(_alice);
        ulong first = (await clinic.WriteAsync(Cluster.As(_alice), dossier, "Tension 14/8")).Entry;
        for (int i = 0; i < 100; i++)
        {
            await clinic.WriteAsync(Cluster.As(_alice), dossier, $"Visite {i}");
        }

        Assert.Null((await clinic.AskAsync(_alice, dossier, Correction(dossier, first, "Tension 15/8"))).Error);
        await clinic.DeactivateAsync(clinic.Dossier(dossier));
        Assert.Null((await clinic.AskAsync(_alice, dossier, Correction(dossier, first, "Tension 16/8"))).Error);
        LiaisonEntry corrected = (await LastAsync(dossier)).LiaisonChanged.Entry;
        Assert.Equal(
            ("Tension 16/8", "Tension 14/8", 2u), (corrected.Text, corrected.FirstText, corrected.Corrections));
        Assert.DoesNotContain(
            first,
            (await clinic.SubscribeAsync(Cluster.As(_alice), dossier)).View!.Dossier.Liaison.Select(one => one.Entry));
        Assert.Equal(
            "correct.entry", (await clinic.AskAsync(_alice, dossier, Correction(dossier, 1, "non"))).Error.Field);
    }

    [Fact]
    public async Task The_life_line_is_that_of_a_structure_and_as_of_any_time()
    {
        PracticeSituation own = clinic.Practise(_alice, "Médecin", "Cabinet des Lilas")!;
        PracticeSituation other = clinic.Practise(_bob, "Infirmier", "SSIAD du Lauragais")!;
        (StreamId dossier, PatientTraits _) = await clinic.OpenAsync(_alice, own.Id);
        await clinic.JoinAsync(_alice, dossier, other.Structure);
        ulong alices = (await clinic.WriteAsync(Cluster.As(_alice), dossier, "Consultation")).Entry;
        ulong bobs = (await clinic.WriteAsync(Cluster.As(_bob), dossier, "Visite")).Entry;
        Assert.Contains(alices, (await ReadAsync(own.Structure)).Select(entry => entry.Seq));
        Assert.DoesNotContain(bobs, (await ReadAsync(own.Structure)).Select(entry => entry.Seq));
        List<LifeLineEntry> theirs = await ReadAsync(other.Structure);
        Assert.Equal([bobs, alices - 2], theirs.Select(entry => entry.Seq));
        Assert.All(theirs, entry => Assert.Equal(other.Structure, entry.Structure));
        List<LifeLineEntry> all = await ReadAsync(ByteString.Empty);
        long before = all.Single(entry => entry.Seq == bobs).RecordedAt - 1;
        Assert.Equal(
            all.Where(entry => entry.RecordedAt <= before), await ReadAsync(ByteString.Empty, before));

        async Task<List<LifeLineEntry>> ReadAsync(ByteString structure, long asOf = 0)
        {
            Reply page = await clinic.AskAsync(_alice, dossier, new ReadLifeLineRequest
            {
                Dossier = dossier.ToByteString(),
                Structure = structure,
                AsOf = asOf,
            });
            return [.. page.ReadLifeLine.Entries];
        }
    }

    [Fact]
    public async Task Searches_for_patients_are_so_many_and_show_a_number_to_who_may_see_it()
    {
        string ins = $"26107{Random.Shared.Next(10_000_000, 99_999_999)}";
        ins += $"{97 - (long.Parse(ins, System.Globalization.CultureInfo.InvariantCulture) % 97):00}";
        (StreamId _, PatientTraits traits) = await clinic.OpenAsync(_alice, null, (ins, 10));
        PatientTraits byName = traits.Clone();
        (byName.Ins, byName.InsAuthority) = (string.Empty, 0);
        Assert.Equal(ins, (await SearchAsync(_alice, byName)).SearchPatients.Matches[0].Patient.Traits.Ins);
        Assert.Empty((await SearchAsync(_bob, byName)).SearchPatients.Matches[0].Patient.Traits.Ins);
        Assert.Equal(ins, (await SearchAsync(_bob, traits)).SearchPatients.Matches[0].Patient.Traits.Ins);
        for (int i = 2; i < RightsClinic.SearchesPerMinute; i++)
        {
            Assert.Null((await SearchAsync(_bob, byName)).Error);
        }

        Error spent = (await SearchAsync(_bob, byName)).Error;
        Assert.Equal(
            (ErrorCode.RateLimited, true, (ulong)RightsClinic.SearchesPerMinute),
            (spent.Code, spent.Retryable, spent.Limit));

        async Task<Reply> SearchAsync(PersonId person, PatientTraits asked) =>
            await clinic.Grains.GetGrain<IPatientsGrain>(0).Search(
                Cluster.As(person), new SearchPatientsRequest { Traits = asked });
    }

    [Fact]
    public async Task What_is_very_restricted_is_read_by_who_is_named_and_nobody_else_though_nobody_deposits_it()
    {
        (StreamId dossier, PatientTraits _) = await clinic.OpenAsync(_alice);
        DataClass[] classes = [DataClass.DocumentVeryRestricted, DataClass.DocumentVeryRestrictedForMedical];
        Dictionary<CareRole, PersonId> members = [];
        foreach ((CareRole role, string profession) in ReferencePolicy.Professions)
        {
            members[role] = PersonId.New();
            PracticeSituation practice = clinic.Practise(members[role], profession, "Cabinet des Lilas")!;
            Assert.All(classes, each => Assert.False(ReferencePolicy.Of(role, each).Write));
            Assert.Null((await clinic.AskAsync(_alice, dossier, new ChangeCircleRequest
            {
                RequestId = RightsClinic.Id(),
                Dossier = dossier.ToByteString(),
                Begin = new BeginCirclePeriod
                {
                    Person = members[role].ToByteString(),
                    Function = CareFunction.Nurse,
                    Ground = new LegalGround { Basis = LegalBasis.Exchange },
                    Practice = practice.Id,
                },
            })).Error);
        }

        ulong[] seqs = await DepositedAsync(dossier, [[], [CareRole.Medical]]);
        foreach ((CareRole role, PersonId member) in members)
        {
            Subscription opened = await clinic.SubscribeAsync(Cluster.As(member), dossier);
            HistoryPage page = await clinic.Dossier(dossier).Read(
                Cluster.As(member), new HistoryQuery((long)seqs[0] - 1, Backwards: false, 20));
            bool isReader = ReferencePolicy.Classes.Any(each => ReferencePolicy.Of(role, each).Read);
            Assert.Equal((isReader, isReader), (opened.Refusal is null, page.Refusal is null));
            if (!isReader)
            {
                continue;
            }

            ulong[] theirs = [.. seqs.Where((_, i) => ReferencePolicy.Of(role, classes[i]).Read)];
            Assert.Equal(theirs, opened.View!.Dossier.Documents.Select(document => document.Document));
            Assert.Equal(
                seqs.Select(seq => (seq, theirs.Contains(seq))),
                page.Facts.Select(fact => Frame.Parser.ParseFrom(fact.Frame).Push.Fact)
                    .Where(fact => seqs.Contains(fact.Seq))
                    .Select(fact => (fact.Seq, fact.Elided is null)));
        }
    }

    // Very restricted documents, as a table would have them that lets somebody deposit them.
    private async Task<ulong[]> DepositedAsync(StreamId dossier, CareRole[][] named)
    {
        StreamServices services = clinic.Silos[0].GetRequiredService<StreamServices>();
        var snapshots = new StreamSnapshots(services.Storage.Snapshots, "test", GrainId.Create("test", "dossier"));
        var pipeline = new StreamPipeline<DossierState>(dossier, services, snapshots, () => { });
        List<ulong> seqs = [];
        foreach (CareRole[] roles in named)
        {
            Reply deposited = await pipeline.SubmitAsync(new Deposit(_alice, roles));
            Assert.Null(deposited.Error);
            seqs.Add(deposited.ChangeDocument.Document);
        }

        await clinic.DeactivateAsync(clinic.Dossier(dossier));
        return [.. seqs];
    }

    private static BreakGlassRequest Emergency(StreamId dossier) => new()
    {
        RequestId = RightsClinic.Id(),
        Dossier = dossier.ToByteString(),
        Reason = "Chute à domicile",
    };

    private static ChangeLiaisonRequest Entry(StreamId dossier) => new()
    {
        RequestId = RightsClinic.Id(),
        Dossier = dossier.ToByteString(),
        Write = new NewLiaisonEntry { Kind = LiaisonKind.Info, Text = "Ordonnance renouvelée" },
    };

    private static ChangeLiaisonRequest Correction(StreamId dossier, ulong entry, string text) => new()
    {
        RequestId = RightsClinic.Id(),
        Dossier = dossier.ToByteString(),
        Correct = new LiaisonCorrection { Entry = entry, Text = text },
    };

    private async Task GrantAsync(PersonId person, DelegationKind kind)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        Reply given = await clinic.Grains.GetGrain<IDelegationGrain>(StreamKey.Of(StreamId.InboxOf(_alice)))
            .GrantDelegation(Cluster.As(_alice), new GrantDelegationRequest
            {
                RequestId = RightsClinic.Id(),
                Person = person.ToByteString(),
                Kind = kind,
                Until = now + 3_600_000,
            });
        Assert.Null(given.Error);
    }

    private async Task NoteAsync(StreamId dossier) => Assert.True(
        await clinic.Grains.GetGrain<IDossierPractices>(StreamKey.Of(dossier)).NotePractices(_bob));

    // The ways to a dossier that are open: facts to come, facts that were, the life line, a question to the state.
    private async Task<string> PathsAsync(PersonId person, StreamId dossier)
    {
        Caller caller = Cluster.As(person);
        HistoryPage page = await clinic.Dossier(dossier).Read(caller, new HistoryQuery(0, false, 10));
        Reply line = await clinic.AskAsync(
            person, dossier, new ReadLifeLineRequest { Dossier = dossier.ToByteString() });
        Reply circle = await clinic.AskAsync(
            person, dossier, new ReadCircleRequest { Dossier = dossier.ToByteString() });
        (string Name, Error? Refusal)[] ways =
        [
            ("follow", (await clinic.SubscribeAsync(caller, dossier)).Refusal),
            ("page", page.Refusal),
            ("look", line.Error),
            ("ask", circle.Error),
        ];
        return string.Join(' ', ways.Where(way => way.Refusal is null).Select(way => way.Name));
    }

    private async Task<Fact> LastAsync(StreamId dossier)
    {
        HistoryPage page = await clinic.Dossier(dossier)
            .Read(Cluster.As(_alice), new HistoryQuery(long.MaxValue, Backwards: true, 1));
        return Frame.Parser.ParseFrom(page.Facts[0].Frame).Push.Fact;
    }

    /// <summary>A very restricted document, whoever deposits it.</summary>
    private sealed class Deposit(PersonId author, CareRole[] named) : IStreamCommand<DossierState>
    {
        public PersonId Author => author;

        public RequestId Request { get; } = RequestId.New();

        public Guid Hash => Request.Value;

        public Decision Decide(DossierState fold)
        {
            var document = new DossierDocument
            {
                Document = (ulong)fold.Head.Seq + 1,
                Title = "Compte rendu",
                Level = DocumentLevel.VeryRestricted,
                Named = { named },
                File = new Attachment(),
            };
            return Decision.Write(new FactDraft(
                new Fact { DocumentChanged = new DocumentChanged { Document = document } },
                DocumentLevels.ClassOf(document)));
        }

        public Reply Answer(in RequestOutcome outcome, uint epoch) =>
            new() { ChangeDocument = new ChangeDocumentResponse { Document = (ulong)outcome.Seq } };
    }
}

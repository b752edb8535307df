using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Spico.Client;
using Spico.Client.Dossiers;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;
using Spico.Testing.Dossiers;

namespace Spico.Scenarios.Tests;

/// <summary>
/// Statuses, stays, administrative information, memos and documents of a dossier, as its members see them.
/// </summary>
public sealed class DossierContentTests
{
    [Theory, EveryWay]
    public async Task What_is_put_into_a_dossier_is_live_to_its_readers_and_in_their_life_line(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice", profession: "Coordonnatrice de parcours");
        Colleague social = await clinic.Admit("sophie", profession: "Assistante sociale");
        StreamId dossier = await alice.CreatesDossier();
        await alice.Client.BeginCareAsync(dossier, social.Joins());
        ByteString structure = await Brings(alice, dossier);
        await using OpenStream opened = await social.Client.OpenAsync(dossier);
        DossierView view = opened.Opening.Dossier;

        ChangeFollowUpResponse episode = await alice.Client.BeginFollowUpAsync(
            dossier, new NewFollowUp { Structure = structure, State = FollowUpState.Assessing, Reason = "Chute" });
        ulong stay = await Visits(alice, dossier);
        ChangeMemoResponse memo = await alice.Client.WriteMemoAsync(dossier, "La clé est chez la voisine.");
        ChangeAdministrationResponse administration = await social.Client.ChangeAdministrationAsync(
            dossier,
            [
                new AdministrativeChange
                {
                    Field = AdministrativeField.Phone,
                    After = new AdministrativeValue { Text = "05 00 00 00 00" },
                },
            ]);
        ChangeMemoResponse edited = await social.Client.EditMemoAsync(
            dossier, new MemoEdit { Memo = memo.Memo, Version = 1, Text = "La clé est sous le pot." });

        // The steps of the stay, and by then as many of the alerts about it as were raised or over.
        Assert.InRange(await Follows(opened, view, edited.Position.Seq), 2, 5);
        Colleague elsewhere = await clinic.Admit(social);
        await using OpenStream again = await elsewhere.Client.OpenAsync(dossier);
        Assert.Equal(again.Opening.Dossier, view);
        Assert.Equal(DossierStanding.Open, view.Standing);
        Assert.Equal("La clé est sous le pot.", Assert.Single(view.Memos).Text);
        Assert.Contains(view.Liaison, entry => entry.Kind == LiaisonKind.OutOfHospital);
        Assert.Empty(view.Stays);

        var stays = new ReadLifeLineRequest { Kinds = { LifeLineKind.Stay } };
        ReadLifeLineResponse steps = await alice.Client.ReadLifeLineAsync(dossier, stays);
        Assert.Equal(2, steps.Entries.Count);
        Assert.Equal((1_700_000_000_000, stay), (steps.Entries[1].HappenedAt, steps.Entries[1].Seq));
        Assert.Empty((await social.Client.ReadLifeLineAsync(dossier, stays)).Entries);
        ReadLifeLineResponse rest = await social.Client.ReadLifeLineAsync(dossier, new ReadLifeLineRequest
        {
            Kinds = { LifeLineKind.FollowUp, LifeLineKind.Memo, LifeLineKind.Administration },
        });
        Assert.Equal(
            [administration.Position.Seq, memo.Memo, episode.Episode], rest.Entries.Select(entry => entry.Seq));
    }

    [Theory, EveryWay]
    public async Task A_file_of_a_message_becomes_a_document_that_those_of_its_level_download(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice", profession: "Médecin");
        Colleague bob = await clinic.Admit("bob", profession: "Infirmière");
        StreamId dossier = await alice.CreatesDossier();
        await alice.Client.BeginCareAsync(dossier, bob.Joins());
        Reading bobs = await bob.Opens(dossier);
        StreamId talk = await alice.StartsDirect(bob);
        byte[] bytes = Pdf(20_000);
        FileView uploaded = await alice.Client.UploadAsync(new MemoryStream(bytes), "Ordonnance.pdf");
        PostMessageResponse posted = await alice.Client.PostFilesAsync(
            talk, "", [new FileReference { File = uploaded.File }]);
        var shown = new FileReference
        {
            File = uploaded.File,
            Stream = talk.ToByteString(),
            Seq = posted.Position.Seq,
        };

        ChangeDocumentResponse deposited = await bob.Client.DepositDocumentAsync(dossier, Document(shown));
        await bobs.Reaches((long)deposited.Position.Seq);
        DossierDocument document = bobs.Facts[^2].DocumentChanged.Document;
        Assert.Equal((deposited.Document, uploaded.File), (document.Document, document.File.File));
        Assert.Equal(bytes, await Downloads(alice, dossier, deposited.Document, document.File));
        ChangeDocumentResponse same = await alice.Client.DepositDocumentAsync(
            dossier, Document(new FileReference { File = uploaded.File }));
        Assert.Equal(same.Position.Seq, same.Document);
        await bobs.Reaches((long)same.Position.Seq);
        document = bobs.Facts[^1].DocumentChanged.Document;
        Assert.Equal(
            (deposited.Document, 1, bob.Person.ToByteString(), alice.Person.ToByteString()),
            (document.Document, document.Versions.Count, document.Sources[0].By, document.Sources[1].By));
        Assert.Null(document.Sources[1].Source);

        FileView secret = await alice.Client.UploadAsync(new MemoryStream(Pdf(2_000)), "Compte rendu.pdf");
        NewDossierDocument restricted = Document(new FileReference { File = secret.File });
        restricted.Level = DocumentLevel.Restricted;
        ChangeDocumentResponse hidden = await alice.Client.DepositDocumentAsync(dossier, restricted);
        await bobs.Reaches((long)hidden.Position.Seq);
        Assert.NotNull(bobs.Facts[^1].Elided);
        await Refusal.Of(
            ErrorCode.NotAccessible, () => Downloads(bob, dossier, hidden.Document, secret.Attachment));
        Assert.NotEmpty(await Downloads(alice, dossier, hidden.Document, secret.Attachment));

        // And back: what the dossier shows may be shown in a conversation, by who reads it there.
        var back = new FileReference { File = secret.File, Stream = dossier.ToByteString(), Seq = hidden.Document };
        await Refusal.Of(ErrorCode.NotAccessible, () => bob.Client.PostFilesAsync(talk, "", [back]));
        await alice.Client.PostFilesAsync(talk, "", [back]);
    }

    [Theory, EveryWay]
    public async Task A_private_memo_leaves_its_author_on_no_path(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice", profession: "Médecin");
        Colleague bob = await clinic.Admit("bob", profession: "Médecin");
        StreamId dossier = await alice.CreatesDossier();
        await Refusal.Of(ErrorCode.NotAccessible, () => bob.Client.SavePrivateMemoAsync(dossier, "étranger"));
        ChangeCircleResponse joined = await alice.Client.BeginCareAsync(dossier, bob.Joins());
        string marker = $"memo-{Guid.NewGuid():N}";
        SavePrivateMemoResponse saved = await alice.Client.SavePrivateMemoAsync(dossier, marker);
        ListPrivateMemosResponse listed = await alice.Client.ListPrivateMemosAsync(dossier);
        Assert.Equal(marker, Assert.Single(listed.Memos).Text);
        Assert.True(StreamId.TryFrom(listed.Stream, out StreamId memos));

        Colleague tablet = await clinic.Admit(alice);
        Reading tablets = await tablet.Opens(memos);
        await alice.Client.SavePrivateMemoAsync(dossier, $"{marker} 2", saved.Memo);
        await tablets.Reaches(2);
        Assert.Equal($"{marker} 2", tablets.Facts[^1].PrivateMemoChanged.Memo.Text);

        // Nothing was written in the dossier, and nobody but the author opens or pages the stream.
        Assert.Equal(joined.Position.Seq, (await bob.ReadsPage(dossier)).Head.Seq);
        Assert.Empty((await bob.Client.ListPrivateMemosAsync(dossier)).Memos);
        await Refusal.Of(ErrorCode.NotAccessible, () => bob.Client.OpenAsync(memos));
        await Refusal.Of(ErrorCode.NotAccessible, () => bob.ReadsPage(memos));
        await Refusal.Of(
            ErrorCode.NotAccessible, () => bob.Client.SavePrivateMemoAsync(dossier, "autre", saved.Memo));
        await using OpenStream opened = await bob.Client.OpenAsync(dossier);
        Assert.DoesNotContain(marker, opened.Opening.ToString(), StringComparison.Ordinal);
        ReadLifeLineResponse line = await bob.Client.ReadLifeLineAsync(dossier);
        Assert.DoesNotContain(line.Entries, entry => entry.Seq > joined.Position.Seq);

        await alice.Client.GrantDelegationAsync(
            bob.Person, DelegationKind.Replacement, DateTimeOffset.UtcNow.AddMinutes(10));
        await using SpicoClient acting = await DelegationTests.ActingAsync(clinic, way, store, bob, alice);
        await Refusal.Of(ErrorCode.NotAccessible, () => acting.ListPrivateMemosAsync(dossier));
        await Refusal.Of(ErrorCode.NotAccessible, () => acting.SavePrivateMemoAsync(dossier, "pour Alice"));
        await Refusal.Of(ErrorCode.NotAccessible, () => acting.OpenAsync(memos));
        await Refusal.Of(ErrorCode.NotAccessible, () => acting.ReadHistoryAsync(memos));
    }

    [Theory, EveryWay]
    public async Task A_message_and_an_urgency_are_filed_in_one_gesture_and_both_modules_lead_to_each_other(
        Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice", profession: "Médecin");
        Colleague bob = await clinic.Admit("bob", profession: "Infirmière");
        StreamId dossier = await alice.CreatesDossier();
        await alice.Client.BeginCareAsync(dossier, bob.Joins());
        StreamId talk = await Talk(alice, bob, dossier);
        Reading bobs = await bob.Opens(talk);
        Assert.Equal(dossier.ToByteString(), bobs.Opening.Conversation.Patient.Dossier);

        FileView uploaded = await alice.Client.UploadAsync(new MemoryStream(Pdf(2_000)), "Ordonnance.pdf");
        PostMessageResponse posted = await alice.Client.PostFilesAsync(
            talk, "Chute ce matin", [new FileReference { File = uploaded.File }]);
        FactSource source = SpicoClientProvenance.SourceOf(talk, posted.Position.Seq);
        RaiseUrgencyResponse urgency = await bob.Client.RaiseUrgencyAsync(talk, posted.Position.Seq);
        ChangeLiaisonResponse entry = await bob.Client.WriteEntryAsync(dossier, new NewLiaisonEntry
        {
            Kind = LiaisonKind.Incident,
            Text = "Chute ce matin",
            Source = source,
        });
        ChangeTaskResponse task = await bob.Client.CreateTaskAsync(
            dossier, new NewCareTask { Title = "Renouveler l'ordonnance", Source = source });
        ChangeStayResponse stay = await alice.Client.RecordStayAsync(
            dossier, Arrives(talk, urgency.Position.Seq));
        ChangeDocumentResponse byHand = await alice.Client.DepositDocumentAsync(
            dossier, Document(new FileReference { File = uploaded.File }));
        ChangeDocumentResponse filed = await bob.Client.DepositDocumentAsync(dossier, Document(new FileReference
        {
            File = uploaded.File,
            Stream = talk.ToByteString(),
            Seq = posted.Position.Seq,
        }));

        Reading bobsDossier = await bob.Opens(dossier);
        DossierView view = bobsDossier.Opening.Dossier;
        DossierDocument document = Assert.Single(view.Documents);
        Assert.Equal((byHand.Document, filed.Document), (document.Document, Assert.Single(document.Sources).Seq));
        FactSource[] sources =
        [
            view.Liaison.Single(one => one.Entry == entry.Entry).Source,
            view.Tasks.Single(one => one.Task == task.Task).Source,
            document.Sources[0].Source,
        ];
        Assert.All(sources, found => Assert.Equal(
            (talk.ToByteString(), posted.Position.Seq, alice.Person.ToByteString()),
            (found.Stream, found.Seq, found.Author)));
        FactSource urgent = view.Stays.Single(one => one.Stay == stay.Stay).Source;
        Assert.Equal((urgency.Position.Seq, bob.Person.ToByteString()), (urgent.Seq, urgent.Author));
        // What was filed, and that alice was notified of the urgency.
        await bobs.Reaches((long)urgency.Position.Seq + 5);
        Assert.Equal(
            [
                (FiledKind.Liaison, entry.Entry), (FiledKind.Task, task.Task), (FiledKind.Document, filed.Document),
                (FiledKind.Stay, stay.Stay),
            ],
            bobs.Facts.Where(fact => fact.MessageFiled is not null)
                .Select(fact => (fact.MessageFiled.Kind, fact.MessageFiled.Entry)).Order());

        await Refusal.Of(ErrorCode.WrongState, async () => await alice.Client.CreateTaskAsync(
            await alice.CreatesDossier(), new NewCareTask { Title = "D'une autre personne", Source = source }));
        StreamId direct = await alice.StartsDirect(await clinic.Admit("carole"));
        source = SpicoClientProvenance.SourceOf(direct, (await alice.Sends(direct, "entre nous")).Position.Seq);
        await Refusal.Of(ErrorCode.NotAccessible, () => bob.Client.CreateTaskAsync(
            dossier, new NewCareTask { Title = "Curieux", Source = source }));
    }

    // The one who opens it first creates it, and the other finds it.
    private static async Task<StreamId> Talk(Colleague first, Colleague second, StreamId dossier)
    {
        OpenDossierConversationResponse opened = await first.Client.OpenDossierConversationAsync(dossier);
        Assert.True(opened.Created);
        OpenDossierConversationResponse again = await second.Client.OpenDossierConversationAsync(dossier);
        Assert.Equal((opened.Conversation, false), (again.Conversation, again.Created));
        Assert.True(StreamId.TryFrom(opened.Conversation, out StreamId talk));
        return talk;
    }

    private static async Task<ByteString> Brings(Colleague colleague, StreamId dossier)
    {
        ByteString structure = RequestId.New().ToByteString();
        await colleague.Client.BeginCareAsync(dossier, new BeginCirclePeriod
        {
            Structure = new CareStructure { Structure = structure, Name = "SSIAD de l'Exemple" },
            Function = CareFunction.HomeHelp,
            Ground = new LegalGround { Basis = LegalBasis.Emergency, Reason = "Chute" },
        });
        return structure;
    }

    // A visit to the emergencies, without a stay after it.
    private static async Task<ulong> Visits(Colleague colleague, StreamId dossier)
    {
        ChangeStayResponse stay = await colleague.Client.RecordStayAsync(dossier, new NewStay
        {
            State = StayState.Arrived,
            Hospital = "CH de l'Exemple",
            Reason = "Chute",
            At = 1_700_000_000_000,
        });
        await colleague.Client.MoveStayAsync(dossier, new StayMove
        {
            Stay = stay.Stay,
            From = StayState.Arrived,
            To = StayState.Discharged,
            Circumstances = StayCircumstances.MedicalDecision,
            Destination = StayDestination.Home,
        });
        await Refusal.Of(ErrorCode.Taken, () => colleague.Client.MoveStayAsync(
            dossier, new StayMove { Stay = stay.Stay, From = StayState.Arrived, To = StayState.Admitted }));
        return stay.Stay;
    }

    // Keeps a view as a client does; returns how many facts were elided.
    private static async Task<int> Follows(OpenStream opened, DossierView view, ulong upTo)
    {
        int elided = 0;
        await foreach (Fact fact in opened.Facts)
        {
            view.Apply(fact);
            elided += fact.Elided is null ? 0 : 1;
            if (fact.Seq == upTo)
            {
                break;
            }
        }

        return elided;
    }

    private static NewStay Arrives(StreamId talk, ulong urgency) => new()
    {
        State = StayState.Arrived,
        Hospital = "CH de l'Exemple",
        Reason = "Chute",
        Source = SpicoClientProvenance.SourceOf(talk, urgency),
    };

    private static NewDossierDocument Document(FileReference file) => new()
    {
        Title = "Ordonnance de sortie",
        Category = DocumentCategory.Prescription,
        File = file,
    };

    private static byte[] Pdf(int length)
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(length);
        Encoding.ASCII.GetBytes("%PDF-1.7\n").CopyTo(bytes, 0);
        return bytes;
    }

    private static async Task<byte[]> Downloads(Colleague person, StreamId stream, ulong seq, Attachment attachment)
    {
        using var destination = new MemoryStream();
        await person.Client.DownloadAsync(stream, seq, attachment, destination);
        return destination.ToArray();
    }
}

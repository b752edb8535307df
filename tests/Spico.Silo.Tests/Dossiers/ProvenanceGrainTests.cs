using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers;
using Spico.Silo.Dossiers.Provenance;
using Spico.Silo.Files;
using Spico.Silo.Files.Keeping;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Dossiers.Forms;
using Spico.Silo.Tests.Files;
using Spico.Silo.Tests.Streams;
using Spico.Silo.Tests.Traces;
using Spico.Testing;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Dossiers;

/// <summary>What leads from conversations and files into dossiers, and back.</summary>
public sealed class ProvenanceGrainTests(FileCluster clinic) : IClassFixture<FileCluster>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly PersonId _carol = PersonId.New();
    private readonly Archive _archive = new(clinic);

    [Fact]
    public async Task Who_opens_a_conversation_reads_there_what_their_role_reads_and_an_emergency_opens_none()
    {
        clinic.People.Employ(_bob, "Assistante sociale");
        StreamId dossier = await _archive.OpenAsync(_alice);
        await _archive.JoinAsync(_alice, dossier, _bob);
        Assert.Null((await _archive.AskAsync(_carol, dossier, new BreakGlassRequest
        {
            RequestId = Archive.Id(),
            Dossier = dossier.ToByteString(),
            Reason = "Chute",
        })).Error);
        Assert.Equal(ErrorCode.WrongState, (await OpenAsync(_carol, dossier)).Error.Code);

        ByteString request = Archive.Id();
        Reply first = await OpenAsync(_bob, dossier, request);
        OpenDossierConversationResponse opened = first.OpenDossierConversation;
        Assert.True(opened.Created);
        Assert.Equal(first, await OpenAsync(_bob, dossier, request));
        Assert.True(StreamId.TryFrom(opened.Conversation, out StreamId talk));
        Assert.DoesNotContain(DataClass.Medical, await ReadsAsync(_bob, talk));
        Assert.Contains(DataClass.Medical, await ReadsAsync(_alice, talk));
        await clinic.PostAsync(_alice, talk, "résultat", DataClass.Medical);
        HistoryPage page = await clinic.Conversation(talk).Read(
            Cluster.As(_bob), new HistoryQuery(0, Backwards: false, 100));
        Assert.DoesNotContain(
            page.Facts,
            fact => Frame.Parser.ParseFrom(fact.Frame).Push.Fact.BodyCase == Fact.BodyOneofCase.MessagePosted);
        Reply wrong = await clinic.CreateAsync(_alice, new CreateConversationRequest
        {
            RequestId = Archive.Id(),
            Kind = ConversationKind.Group,
            Title = "Équipe",
            Withheld = { DataClass.Identity },
        });
        Assert.Equal("withheld", wrong.Error.Field);
    }

    [Fact]
    public async Task A_conversation_about_a_dossier_that_was_merged_is_found_from_the_one_it_goes_on_in()
    {
        StreamId main = await _archive.OpenAsync(_alice);
        StreamId twin = await _archive.OpenAsync(_alice);
        ByteString talk = (await OpenAsync(_alice, twin)).OpenDossierConversation.Conversation;
        Assert.Null((await _archive.AskAsync(_alice, twin, new MergeDossierRequest
        {
            RequestId = Archive.Id(),
            Dossier = twin.ToByteString(),
            Into = main.ToByteString(),
            Reason = "la même personne",
        })).Error);
        await Eventually.Becomes(
            "the dossiers are one",
            async () => await clinic.Grains.GetGrain<IDossierNotes>(StreamKey.Of(main)).Find(_alice),
            found => found.Absorbed == 1,
            "a dossier merged into it");

        OpenDossierConversationResponse found = (await OpenAsync(_alice, main)).OpenDossierConversation;
        Assert.Equal((talk, false), (found.Conversation, found.Created));
    }

    [Fact]
    public async Task What_a_message_became_is_found_once_it_is_over_and_not_once_it_is_withdrawn()
    {
        StreamId dossier = await _archive.OpenAsync(_alice);
        StreamId talk = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        ulong said = (await clinic.PostAsync(_alice, talk, "ordonnance à renouveler")).Position.Seq;
        ChangeTaskResponse created = (await DoAsync(dossier, new ChangeTaskRequest
        {
            Create = new NewCareTask
            {
                Title = "Renouveler l'ordonnance",
                Source = new FactSource { Stream = talk.ToByteString(), Seq = said },
            },
        })).ChangeTask;
        await DoAsync(dossier, new ChangeTaskRequest
        {
            Move = new CareTaskMove
            {
                Task = created.Task,
                From = CareTaskState.Requested,
                To = CareTaskState.Cancelled,
            },
        });
        FiledEntry filed = await FiledAsync(dossier, created.Task);
        Assert.Equal((FiledKind.Task, said), (filed.Kind, filed.Source!.Seq));

        (ulong document, _) = await FileAsync(dossier, talk);
        Assert.Equal(FiledKind.Document, (await FiledAsync(dossier, document)).Kind);
        await DoAsync(dossier, new ChangeDocumentRequest
        {
            Withdraw = new DocumentWithdrawal { Document = document, Reason = "d'une autre personne" },
        });
        Assert.Null((await FiledAsync(dossier, document)).Source);
        Assert.Null((await FiledAsync(dossier, document + 100)).Source);
    }

    [Fact]
    public async Task The_same_bytes_deposited_again_are_not_kept_twice()
    {
        StreamId dossier = await _archive.OpenAsync(_alice);
        StreamId talk = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        byte[] bytes = SampleFiles.Pdf();
        (ulong document, FileId filed) = await FileAsync(dossier, talk, bytes);
        FileId again = await clinic.ReadyAsync(_alice, "ordonnance.pdf", bytes);
        await DepositAsync(dossier, FileCluster.Own(again));
        await clinic.SweepAsync(TimeSpan.FromDays(2));
        (bool isRecorded, FilePart[] parts) = await clinic.LeftAsync(again);
        Assert.False(isRecorded);
        Assert.Empty(parts);
        Assert.True((await clinic.LeftAsync(filed)).IsRecorded);
        Reply reply = await _archive.Grain(dossier).BeginDownload(
            Cluster.As(_alice),
            new BeginDownloadRequest
            {
                Stream = dossier.ToByteString(),
                Seq = document,
                File = filed.ToByteString(),
            });
        Assert.Null(reply.Error);
    }

    [Fact]
    public async Task An_answer_names_a_document_that_its_author_reads_or_that_the_form_named_before()
    {
        clinic.People.Employ(_bob, "Médecin");
        StreamId dossier = await _archive.OpenAsync(_alice);
        await _archive.JoinAsync(_alice, dossier, _bob);
        FileId own = await clinic.ReadyAsync(_bob, "bilan.pdf", SampleFiles.Pdf(text: "bilan"));
        ulong restricted = await DepositAsync(dossier, FileCluster.Own(own), _bob, DocumentLevel.Restricted);
        foreach ((PersonId person, ulong named) in new[] { (_alice, restricted), (_bob, 1ul), (_bob, 10_000ul) })
        {
            Reply refused = await CompleteAsync(person, dossier, named);
            Assert.Equal("complete.answers/traitements/traitement-ordonnance", refused.Error.Field);
        }

        Reply completed = await CompleteAsync(_bob, dossier, restricted);
        Assert.Null(completed.Error);
        await DoAsync(dossier, new ChangeFormRequest
        {
            Amend = new FormAmendment
            {
                Response = completed.ChangeForm.Response,
                Revision = completed.ChangeForm.Response,
                Reason = "précisé",
                Answers = { AnswersNaming(restricted) },
            },
        });
    }

    private static FormAnswer[] AnswersNaming(ulong document) =>
    [
        .. FormDesk.AnswersTo(FormDesk.Medical),
        FormDesk.Group(
            "traitements", FormDesk.Of("traitement-ordonnance", new FormValue { Entry = document })),
    ];

    private Task<Reply> CompleteAsync(PersonId person, StreamId dossier, ulong document) => _archive.AskAsync(
        person,
        dossier,
        new ChangeFormRequest
        {
            RequestId = Archive.Id(),
            Dossier = dossier.ToByteString(),
            Complete = new NewForm { Url = FormDesk.Medical, Answers = { AnswersNaming(document) } },
        });

    // A message's file, filed in a dossier.
    private async Task<(ulong Document, FileId File)> FileAsync(
        StreamId dossier, StreamId talk, byte[]? bytes = null)
    {
        FileId file = await clinic.ReadyAsync(_alice, "ordonnance.pdf", bytes ?? SampleFiles.Pdf());
        Reply shown = await clinic.ShowAsync(_alice, talk, FileCluster.Own(file));
        Assert.Null(shown.Error);
        return (await DepositAsync(dossier, FileCluster.From(file, talk, shown.PostMessage.Position.Seq)), file);
    }

    private async Task<ulong> DepositAsync(
        StreamId dossier,
        FileReference file,
        PersonId? author = null,
        DocumentLevel level = DocumentLevel.Normal)
    {
        Reply deposited = await _archive.AskAsync(author ?? _alice, dossier, new ChangeDocumentRequest
        {
            RequestId = Archive.Id(),
            Dossier = dossier.ToByteString(),
            Deposit = new NewDossierDocument
            {
                Title = "Ordonnance",
                Category = DocumentCategory.Prescription,
                Level = level,
                File = file,
            },
        });
        Assert.Null(deposited.Error);
        return deposited.ChangeDocument.Document;
    }

    private async Task<Reply> DoAsync(StreamId dossier, IMessage request)
    {
        request.Descriptor.FindFieldByName("request_id").Accessor.SetValue(request, Archive.Id());
        request.Descriptor.FindFieldByName("dossier").Accessor.SetValue(request, dossier.ToByteString());
        Reply reply = await _archive.AskAsync(_alice, dossier, request);
        Assert.Null(reply.Error);
        return reply;
    }

    private ValueTask<FiledEntry> FiledAsync(StreamId dossier, ulong seq) =>
        clinic.Grains.GetGrain<IDossierNotes>(StreamKey.Of(dossier)).FindFiled((long)seq);

    private Task<Reply> OpenAsync(PersonId person, StreamId dossier, ByteString? request = null) => _archive.AskAsync(
        person,
        dossier,
        new OpenDossierConversationRequest
        {
            RequestId = request ?? Archive.Id(),
            Dossier = dossier.ToByteString(),
        });

    private async Task<IEnumerable<DataClass>> ReadsAsync(PersonId person, StreamId talk)
    {
        Subscription opened = await clinic.Conversation(talk)
            .Subscribe(Cluster.As(person), clinic.Observe(new TestGateway()));
        return opened.View!.DataClasses;
    }
}

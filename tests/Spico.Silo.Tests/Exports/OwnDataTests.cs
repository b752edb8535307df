using System.Text;
using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Delegations;
using Spico.Silo.Dossiers;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Dossiers.Tasks;
using Spico.Silo.Exports;
using Spico.Silo.Files;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Agendas;
using Spico.Silo.Tests.Files;
using Spico.Silo.Tests.Messages;
using Spico.Silo.Tests.Streams;
using Spico.Silo.Tests.Traces;
using UglyToad.PdfPig;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Exports;

/// <summary>What is held about a person, as a file of their own.</summary>
public sealed class OwnDataTests(FileCluster clinic) : IClassFixture<FileCluster>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();

    [Fact]
    public async Task An_export_holds_what_is_ones_own_and_nothing_of_others()
    {
        StreamId talk = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        PostMessageResponse first = await clinic.PostAsync(_alice, talk, "à corriger");
        await clinic.PostAsync(_bob, talk, "de Bob");
        FileId file = await clinic.ReadyAsync(_alice, "photo.pdf", SampleFiles.Pdf());
        Assert.Null((await clinic.ShowAsync(_alice, talk, FileCluster.Own(file))).Error);
        PostMessageResponse gone = await clinic.PostAsync(_alice, talk, "repris");
        await clinic.EditAsync(_alice, talk, first.Position.Seq, "corrigé");
        await clinic.RetractAsync(_alice, talk, gone.Position.Seq);
        Assert.Null((await clinic.Inbox(_alice).SaveDraft(Cluster.As(_alice), new SaveDraftRequest
        {
            Conversation = talk.ToByteString(),
            Text = "commencé",
        })).Error);

        var request = new ExportOwnDataRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Format = OwnDataFormat.Json,
        };
        ExportOwnDataResponse made = await ExportAsync(_alice, request);
        string json = Encoding.UTF8.GetString(await ReadAsync(made));
        Assert.DoesNotContain("de Bob", json, StringComparison.Ordinal);
        Assert.DoesNotContain("repris", json, StringComparison.Ordinal);
        OwnData data = OwnData.Parser.ParseJson(json);
        Assert.Equal(_alice.ToByteString(), data.Person);
        Assert.Equal([talk.ToByteString()], data.Conversations.Select(one => one.Conversation));
        Assert.Equal(["", "corrigé"], data.Messages.Select(message => message.Text));
        Assert.Equal(["photo.pdf"], data.Messages[0].Files);
        Assert.Equal("commencé", Assert.Single(Assert.Single(data.Drafts).Drafts).Text);
        Assert.Empty(data.Cut);

        ExportOwnDataResponse again = await ExportAsync(_alice, request);
        Assert.Equal(made.Document, again.Document);
        Assert.Equal(json, Encoding.UTF8.GetString(await ReadAsync(again)));
        await clinic.SweepAsync(TimeSpan.FromDays(2));
        Assert.False((await clinic.LeftAsync(FileOf(made))).IsRecorded);
    }

    [Fact]
    public async Task An_export_is_asked_for_again_as_it_was_and_counts_as_it_is_made()
    {
        var request = new ExportOwnDataRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Format = OwnDataFormat.Json,
        };
        ExportOwnDataResponse made = await ExportAsync(_alice, request);
        ExportOwnDataRequest other = request.Clone();
        other.Format = OwnDataFormat.Pdf;
        Assert.Equal(ErrorCode.IdReused, (await Grain(_alice).Export(Cluster.As(_alice), other)).Error?.Code);
        Assert.Equal(made.Document, (await ExportAsync(_alice, request)).Document);

        long room = clinic.Files.Options.PersonBytesMax;
        clinic.Files.Options.PersonBytesMax = (long)made.Document.Size + 10;
        try
        {
            request.RequestId = RequestId.New().ToByteString();
            Error refusal = (await Grain(_alice).Export(Cluster.As(_alice), request)).Error;
            Assert.Equal(ErrorCode.LimitReached, refusal.Code);
        }
        finally
        {
            clinic.Files.Options.PersonBytesMax = room;
        }
    }

    [Fact]
    public async Task An_export_tells_what_a_delegate_did_and_not_with_which_device()
    {
        StreamId dossier = await new Office(clinic).DossierAsync(_alice);
        Assert.Null((await clinic.Grains.GetGrain<IDelegationGrain>(StreamKey.Of(StreamId.InboxOf(_alice)))
            .GrantDelegation(Cluster.As(_alice), new GrantDelegationRequest
            {
                RequestId = RequestId.New().ToByteString(),
                Person = _bob.ToByteString(),
                Kind = DelegationKind.Replacement,
                Until = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + 3_600_000,
            })).Error);
        Caller replacement = Cluster.As(_alice) with { ActedBy = _bob, Device = "téléphone de Bob" };
        Assert.Null((await clinic.Grains.GetGrain<IDossierGrain>(StreamKey.Of(dossier))
            .Subscribe(replacement, clinic.Observe(new TestGateway()))).Refusal);
        ExportOwnDataResponse made = await ExportAsync(_alice, new ExportOwnDataRequest
        {
            RequestId = RequestId.New().ToByteString(),
        });
        OwnData data = OwnData.Parser.ParseJson(Encoding.UTF8.GetString(await ReadAsync(made)));
        AccessTrace theirs = data.Traces.Single(entry => entry.Trace.ActedBy == _bob.ToByteString()).Trace;
        Assert.Equal(("", ByteString.Empty), (theirs.Device, theirs.Session));
        Assert.Contains(data.Traces, entry => entry.Trace.ActedBy.IsEmpty && entry.Trace.Device == "test");
    }

    [Fact]
    public void An_export_holds_so_many_bytes_and_names_what_did_not_go_in()
    {
        var data = new OwnData();
        var budget = new ExportBudget(data, bytes: 1_000);
        IEnumerable<OwnMessage> messages =
            Enumerable.Range(0, 20).Select(_ => new OwnMessage { Text = new string('x', 90) });
        budget.Add("messages", data.Messages, messages);
        Assert.Equal(10, data.Messages.Count);
        Assert.InRange(data.CalculateSize(), 0, 1_000);
        budget.Add("messages", data.Messages, messages);
        Assert.Equal(["messages"], data.Cut);
    }

    [Fact]
    public async Task An_export_is_also_a_document_to_be_read()
    {
        StreamId talk = await clinic.GroupAsync(_bob, Cluster.Reader(_alice));
        await clinic.PostAsync(_bob, talk, "Le pansement est refait");
        await clinic.PostAsync(_alice, talk, "Merci");
        StreamId dossier = await new Office(clinic).DossierAsync(_bob);
        ExportOwnDataResponse made = await ExportAsync(_bob, new ExportOwnDataRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Format = OwnDataFormat.Pdf,
        });
        Assert.Equal("application/pdf", made.Document.MediaType);
        using PdfDocument document = PdfDocument.Open(await ReadAsync(made));
        string text = string.Concat(document.GetPages().Select(page => page.Text)).Replace('\u00A0', ' ');
        foreach (string told in new[]
        {
            "Données personnelles détenues par Spico", "Le pansement est refait", "create_dossier",
            Convert.ToHexStringLower(dossier.ToByteString().Span), "Aucune donnée.",
        })
        {
            Assert.Contains(told, text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("Merci", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Own_traces_name_their_dossier_also_once_it_was_left()
    {
        var archive = new Archive(clinic);
        StreamId dossier = await archive.OpenAsync(_alice);
        await archive.JoinAsync(_alice, dossier, _bob);
        Assert.Null((await archive.AskAsync(_bob, dossier, new ChangeTaskRequest
        {
            RequestId = Archive.Id(),
            Dossier = dossier.ToByteString(),
            Create = new NewCareTask { Title = "Passer demain" },
        })).Error);
        Reply board = await clinic.Grains.GetGrain<IBoardGrain>(0).List(Cluster.As(_bob), new ListTasksRequest());
        Assert.Single(board.ListTasks.Tasks);
        Assert.Null((await archive.AskAsync(_bob, dossier, new ChangeCircleRequest
        {
            RequestId = Archive.Id(),
            Dossier = dossier.ToByteString(),
            End = new EndCirclePeriod { Member = CircleMemberId.Of(_bob) },
        })).Error);
        ExportOwnDataResponse made = await ExportAsync(
            _bob, new ExportOwnDataRequest { RequestId = RequestId.New().ToByteString() });
        OwnData data = OwnData.Parser.ParseJson(Encoding.UTF8.GetString(await ReadAsync(made)));
        Assert.Equal(
            [ByteString.Empty, dossier.ToByteString(), dossier.ToByteString()],
            data.Traces.Select(entry => entry.Dossier));
    }

    [Fact]
    public async Task Nobody_exports_for_another_and_what_is_wrong_is_named()
    {
        var request = new ExportOwnDataRequest { RequestId = RequestId.New().ToByteString() };
        Caller delegated = Cluster.As(_alice) with { ActedBy = _bob };
        Assert.Equal(ErrorCode.NotAccessible, (await Grain(_alice).Export(delegated, request)).Error.Code);
        Assert.Equal(ErrorCode.NotAccessible, (await Grain(_alice).Export(Cluster.As(_bob), request)).Error.Code);
        request.Format = (OwnDataFormat)9;
        Assert.Equal("format", (await Grain(_alice).Export(Cluster.As(_alice), request)).Error.Field);
        Assert.Equal(
            "request_id", (await Grain(_alice).Export(Cluster.As(_alice), new ExportOwnDataRequest())).Error.Field);
    }

    private IOwnDataGrain Grain(PersonId person) =>
        clinic.Grains.GetGrain<IOwnDataGrain>(StreamKey.Of(StreamId.InboxOf(person)));

    private async Task<ExportOwnDataResponse> ExportAsync(PersonId person, ExportOwnDataRequest request)
    {
        Reply reply = await Grain(person).Export(Cluster.As(person), request);
        Assert.Null(reply.Error);
        return reply.ExportOwnData;
    }

    private async Task<byte[]> ReadAsync(ExportOwnDataResponse made)
    {
        using var whole = new MemoryStream();
        while (whole.Length < (long)made.Document.Size)
        {
            FilePiece piece = await clinic.Upload(FileOf(made))
                .ReadOwn(new FileRead(made.Ticket, FileVariant.Content, whole.Length, FileRead.BytesMax));
            Assert.Null(piece.Refusal);
            Assert.NotEmpty(piece.Bytes);
            await whole.WriteAsync(piece.Bytes, TestContext.Current.CancellationToken);
        }

        return whole.ToArray();
    }

    private static FileId FileOf(ExportOwnDataResponse made)
    {
        Assert.True(FileId.TryFrom(made.Document.File, out FileId file));
        return file;
    }
}

using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Delegations;
using Spico.Silo.Dossiers;
using Spico.Silo.Dossiers.Dashboards;
using Spico.Silo.Dossiers.Tasks;
using Spico.Silo.Files;
using Spico.Silo.Inboxes;
using Spico.Silo.Messages;
using Spico.Silo.Streams;
using Spico.Silo.Syntheses;
using Spico.Silo.Tests.Files;
using Spico.Silo.Tests.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Delegations;

/// <summary>What a delegation withholds is withheld on every way, and so is everything once it is over.</summary>
public sealed class WithheldTests(FileCluster clinic) : IClassFixture<FileCluster>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly PersonId _carol = PersonId.New();

    private Caller CarolForAlice => Cluster.As(_alice) with { ActedBy = _carol };

    private IDelegationGrain Inbox =>
        clinic.Grains.GetGrain<IDelegationGrain>(StreamKey.Of(StreamId.InboxOf(_alice)));

    [Fact]
    public async Task What_is_withheld_is_elided_wherever_it_is_read()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        await GrantAsync(DataClass.Medical);
        FileId file = await clinic.ReadyAsync(_bob, "bilan.pdf", SampleFiles.Pdf());
        ulong medical = (await clinic.Conversation(round).Post(Cluster.As(_bob), new PostMessageRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Conversation = round.ToByteString(),
            Text = "ordonnance secrète",
            DataClass = DataClass.Medical,
            Attachments = new FilesToShow { Files = { FileCluster.Own(file) } },
        })).PostMessage.Position.Seq;
        await clinic.PostAsync(_bob, round, "ordonnance prête");

        Subscription opened = await clinic.Conversation(round)
            .Subscribe(CarolForAlice, clinic.Observe(new TestGateway()));
        Assert.False(opened.Access.CanRead(DataClass.Medical));
        Assert.Equal(1u << (int)DataClass.Medical, opened.Withheld);
        Assert.DoesNotContain(DataClass.Medical, opened.View!.DataClasses);
        HistoryPage page = await clinic.Conversation(round).Read(CarolForAlice, new HistoryQuery(0, false, 100));
        Assert.NotNull(Frame.Parser.ParseFrom(page.Facts[(int)medical - 1].Frame).Push.Fact.Elided);
        ReadMessagesResponse messages = (await Messages(round).ReadMessages(
            CarolForAlice, new ReadMessagesRequest { Conversation = round.ToByteString(), After = 0 })).ReadMessages;
        Assert.Equal([true, false], messages.Messages.Select(message => message.Posted.Elided is not null));
        foreach (ByteString where in new[] { ByteString.Empty, round.ToByteString() })
        {
            SearchMessagesResponse found = (await SearchAsync(where)).SearchMessages;
            Assert.Equal("ordonnance prête", Assert.Single(found.Messages).Message.Posted.MessagePosted.Text);
        }

        Reply download = await clinic.Grains.GetGrain<IConversationGrain>(StreamKey.Of(round)).BeginDownload(
            CarolForAlice,
            new BeginDownloadRequest { Stream = round.ToByteString(), Seq = medical, File = file.ToByteString() });
        Assert.Equal(ErrorCode.NotAccessible, download.Error.Code);
    }

    [Fact]
    public async Task Nothing_is_written_or_given_that_is_withheld_nor_what_has_no_class()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        await GrantAsync(DataClass.Medical);
        IConversationGrain grain = clinic.Conversation(round);
        Refused(await grain.Post(CarolForAlice, Cluster.Message(round, "20 mg", DataClass.Medical)));
        Assert.Null((await grain.Post(CarolForAlice, Cluster.Message(round, "à 8 h"))).Error);
        Refused(await AddAsync(grain, round));
        Assert.Null((await AddAsync(grain, round, DataClass.Medical)).Error);
        Refused(await clinic.Grains.GetGrain<IConversationSyntheses>(StreamKey.Of(round)).MakeSynthesis(
            CarolForAlice,
            new MakeSynthesisRequest
            {
                RequestId = RequestId.New().ToByteString(),
                Conversation = round.ToByteString(),
            }));
        StreamId dossier = StreamId.DossierOf(StreamId.PatientOf(Guid.NewGuid()));
        Refused(await clinic.Grains.GetGrain<IDossierGrain>(StreamKey.Of(dossier)).CarryOut(
            CarolForAlice,
            new Command { ReadCircle = new ReadCircleRequest { Dossier = dossier.ToByteString() } }));
        Refused(await clinic.Grains.GetGrain<IBoardGrain>(0).List(CarolForAlice, new ListTasksRequest()));
        Refused(await clinic.Grains.GetGrain<IDashboardGrain>(0).Read(CarolForAlice, new ReadDashboardRequest()));
        Refused(await clinic.Inbox(_alice).ListDrafts(CarolForAlice, new ListDraftsRequest()));
        Assert.Null((await clinic.Inbox(_alice).List(CarolForAlice, new ListInboxRequest())).Error);
        Assert.Equal(
            [DataClass.Medical],
            (await Inbox.ListDelegations(Cluster.As(_alice), new ListDelegationsRequest()))
                .ListDelegations.Given[0].Withheld);

        static void Refused(Reply reply) => Assert.Equal(
            (ErrorCode.NotAccessible, "on_behalf_of"), (reply.Error?.Code, reply.Error?.Field));
    }

    [Fact]
    public async Task When_it_is_over_searches_uploads_files_and_tickets_given_before_are_too()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        await clinic.PostAsync(_alice, round, "ordonnance");
        BeginUploadRequest upload = FileCluster.Announcement("a.pdf", SampleFiles.Pdf());
        Assert.True(RequestId.TryFrom(upload.RequestId, out RequestId id));
        FileId file = FileId.AnnouncedBy(_alice, id);
        ulong given = (await GrantAsync()).Position.Seq;
        Assert.Null((await SearchAsync(round.ToByteString())).Error);
        Assert.Null((await SearchAsync(ByteString.Empty)).Error);
        Reply begun = await clinic.Upload(file).Begin(CarolForAlice, upload);
        Assert.Null((await clinic.Upload(file).Look(begun.BeginUpload.Ticket)).Refusal);
        Assert.Null((await clinic.Upload(file).Get(CarolForAlice, new GetFileRequest())).Error);
        FileId shown = await clinic.ReadyAsync(_bob, "bilan.pdf", SampleFiles.Pdf());
        Reply posted = await clinic.ShowAsync(_bob, round, FileCluster.Own(shown));
        string download = (await clinic.Grains.GetGrain<IConversationGrain>(StreamKey.Of(round)).BeginDownload(
            CarolForAlice,
            new BeginDownloadRequest
            {
                Stream = round.ToByteString(),
                Seq = posted.PostMessage.Position.Seq,
                File = shown.ToByteString(),
            })).BeginDownload.Ticket;
        Assert.Null((await clinic.ReadAsync(round, download)).Refusal);

        await Inbox.RevokeDelegation(Cluster.As(_alice), new RevokeDelegationRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Delegation = given,
        });
        Assert.Equal("on_behalf_of", (await SearchAsync(round.ToByteString())).Error.Field);
        Assert.Equal("on_behalf_of", (await SearchAsync(ByteString.Empty)).Error.Field);
        Assert.Equal("on_behalf_of", (await clinic.Upload(file).Begin(CarolForAlice, upload)).Error.Field);
        Assert.Equal(
            "on_behalf_of", (await clinic.Upload(file).Get(CarolForAlice, new GetFileRequest())).Error.Field);
        Assert.Equal("on_behalf_of", (await clinic.ReadAsync(round, download)).Refusal!.Field);
        Assert.Equal(
            ErrorCode.NotAccessible, (await clinic.Upload(file).Look(begun.BeginUpload.Ticket)).Refusal!.Code);
    }

    [Fact]
    public async Task Only_classes_that_exist_are_withheld()
    {
        Reply odd = await Inbox.GrantDelegation(Cluster.As(_alice), Grant((DataClass)31));
        Assert.Equal((ErrorCode.InvalidArgument, "withheld"), (odd.Error.Code, odd.Error.Field));
    }

    private IMessageGrain Messages(StreamId round) => clinic.Grains.GetGrain<IMessageGrain>(StreamKey.Of(round));

    private async Task<Reply> AddAsync(IConversationGrain grain, StreamId round, params DataClass[] withheld)
    {
        NewMember member = Cluster.Reader(PersonId.New());
        member.Withheld.Add(withheld);
        return await grain.AddMember(CarolForAlice, new AddMemberRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Conversation = round.ToByteString(),
            Member = member,
        });
    }

    private ValueTask<Reply> SearchAsync(ByteString conversation) => clinic.Grains
        .GetGrain<IMessageSearchGrain>(StreamKey.Of(StreamId.InboxOf(_alice)))
        .Search(CarolForAlice, new SearchMessagesRequest { Text = "ordonnance", Conversation = conversation });

    private GrantDelegationRequest Grant(params DataClass[] withheld) => new()
    {
        RequestId = RequestId.New().ToByteString(),
        Person = _carol.ToByteString(),
        Kind = DelegationKind.Secretary,
        Until = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds(),
        Withheld = { withheld },
    };

    private async Task<GrantDelegationResponse> GrantAsync(params DataClass[] withheld)
    {
        Reply reply = await Inbox.GrantDelegation(Cluster.As(_alice), Grant(withheld));
        Assert.Null(reply.Error);
        return reply.GrantDelegation;
    }
}

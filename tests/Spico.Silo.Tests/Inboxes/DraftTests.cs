using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Inboxes;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Inboxes;

public sealed class DraftTests : IAsyncLifetime
{
    private const int ConversationsMax = 3;

    private readonly FrugalCluster _clinic = new();
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();

    public ValueTask InitializeAsync() => _clinic.InitializeAsync();

    public ValueTask DisposeAsync() => _clinic.DisposeAsync();

    [Fact]
    public async Task Drafts_are_their_owners_outlive_the_grain_and_are_listed_by_pages()
    {
        StreamId[] rounds = await StartAsync(2);
        ulong first = (await SaveAsync(_bob, rounds[0], "one")).SaveDraft.Saved;
        await SaveAsync(_bob, rounds[1], "other");
        await _clinic.DeactivateAsync(_clinic.Inbox(_bob));
        SaveDraftResponse second = (await SaveAsync(_bob, rounds[0], "one and two", first)).SaveDraft;
        Assert.Equal((false, "one and two"), (second.Conflict, Assert.Single(second.Drafts.Drafts).Text));
        Assert.True((await SaveAsync(_bob, rounds[0], "one and three", first)).SaveDraft.Conflict);

        var listed = new Dictionary<Google.Protobuf.ByteString, string[]>();
        var request = new ListDraftsRequest { Limit = 1 };
        do
        {
            ListDraftsResponse page = (await ListAsync(_bob, request)).ListDrafts;
            ConversationDrafts drafts = Assert.Single(page.Conversations);
            listed.Add(drafts.Conversation, [.. drafts.Drafts.Select(draft => draft.Text)]);
            request.After = page.Next;
        }
        while (!request.After.IsEmpty);
        Assert.Equal(2, listed.Count);
        Assert.Equal(["one and three", "one and two"], listed[rounds[0].ToByteString()]);
        Assert.Equal(["other"], listed[rounds[1].ToByteString()]);

        Assert.Empty((await ListAsync(_alice, new ListDraftsRequest())).ListDrafts.Conversations);
        Reply stolen = await _clinic.Inbox(_bob).ListDrafts(Cluster.As(_alice), new ListDraftsRequest());
        Assert.Equal(ErrorCode.NotAccessible, stolen.Error.Code);
    }

    [Fact]
    public async Task What_cannot_be_saved_is_refused()
    {
        StreamId[] rounds = await StartAsync(ConversationsMax + 1);
        Assert.Equal("text", (await SaveAsync(_bob, rounds[0], new string('x', (16 * 1024) + 1))).Error.Field);
        Assert.Equal(ErrorCode.NotAccessible, (await SaveAsync(PersonId.New(), rounds[0], "x")).Error.Code);
        Assert.Equal("conversation", (await SaveAsync(_bob, StreamId.InboxOf(_bob), "x")).Error.Field);
        Assert.Equal("limit", (await ListAsync(_bob, new ListDraftsRequest { Limit = 51 })).Error.Field);
        for (int i = 0; i < ConversationsMax; i++)
        {
            Assert.Null((await SaveAsync(_bob, rounds[i], "x")).Error);
        }

        Error many = (await SaveAsync(_bob, rounds[^1], "x")).Error;
        Assert.Equal((ErrorCode.LimitReached, (ulong)ConversationsMax), (many.Code, many.Limit));
        for (int i = 1; i < DraftSet.DraftsMax; i++)
        {
            Assert.Null((await SaveAsync(_bob, rounds[0], $"x {i}")).Error);
        }

        Error beside = (await SaveAsync(_bob, rounds[0], "one more")).Error;
        Assert.Equal((ErrorCode.LimitReached, (ulong)DraftSet.DraftsMax), (beside.Code, beside.Limit));

        // Whoever is removed keeps what they wrote until they take it away.
        await _clinic.RemoveAsync(_alice, rounds[1], _bob);
        Assert.Equal(ErrorCode.NotAccessible, (await SaveAsync(_bob, rounds[1], "y")).Error.Code);
        ulong kept = (await ListAsync(_bob, new ListDraftsRequest())).ListDrafts.Conversations
            .Single(drafts => drafts.Conversation == rounds[1].ToByteString()).Drafts[0].Version;
        Assert.Null((await SaveAsync(_bob, rounds[1], "", kept)).Error);
        Assert.Null((await SaveAsync(_bob, rounds[^1], "x")).Error);
    }

    [Fact]
    public async Task Two_devices_that_save_at_once_lose_nothing_of_each_other()
    {
        StreamId round = (await StartAsync(1))[0];
        Reply[] replies = await Task.WhenAll(SaveAsync(_bob, round, "phone"), SaveAsync(_bob, round, "desk"));
        Assert.Single(replies, reply => reply.SaveDraft.Conflict);
        ConversationDrafts drafts =
            Assert.Single((await ListAsync(_bob, new ListDraftsRequest())).ListDrafts.Conversations);
        Assert.Equal(["desk", "phone"], drafts.Drafts.Select(draft => draft.Text).Order());
    }

    private async Task<StreamId[]> StartAsync(int rounds)
    {
        var streams = new StreamId[rounds];
        for (int i = 0; i < rounds; i++)
        {
            streams[i] = await _clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        }

        return streams;
    }

    private async Task<Reply> SaveAsync(PersonId person, StreamId conversation, string text, ulong basedOn = 0) =>
        await _clinic.Inbox(person).SaveDraft(Cluster.As(person), new SaveDraftRequest
        {
            Conversation = conversation.ToByteString(),
            Text = text,
            BasedOn = basedOn,
        });

    private async Task<Reply> ListAsync(PersonId person, ListDraftsRequest request) =>
        await _clinic.Inbox(person).ListDrafts(Cluster.As(person), request);

    private sealed class FrugalCluster : Cluster
    {
        private protected override void Configure(StreamOptions options) =>
            options.DraftedConversationsMax = ConversationsMax;
    }
}

using Microsoft.Extensions.Logging.Abstractions;
using Spico.Gateway.Inboxes;
using Spico.Gateway.Sessions;
using Spico.Gateway.Streams;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Spico.Testing;

namespace Spico.Gateway.Tests.Inboxes;

public sealed class InboxTellerTests
{
    private static readonly PersonId Alice = PersonId.New();

    private readonly GatewayKit _kit = new();
    private readonly InboxTeller _teller;

    public InboxTellerTests()
    {
        _kit.Options.InboxConversationsMax = 3;
        _kit.Options.RetryDelayMax = TimeSpan.FromMilliseconds(1);
        _teller = new InboxTeller(
            _kit.Hub,
            new Lazy<IStreamGrains>(() => _kit.Log),
            Microsoft.Extensions.Options.Options.Create(_kit.Options),
            TimeProvider.System,
            NullLogger<InboxTeller>.Instance);
    }

    [Fact]
    public async Task Whoever_has_not_the_conversation_open_is_told_and_whoever_has_is_not()
    {
        await using Session phone = await OpenAsync();
        await using Session desk = await OpenAsync();
        await desk.SendAsync(_kit.OpenCommand(), default);
        Moved(_kit.Stream, _kit.Stream, Conversation());
        await TellAsync();

        List<Push> told = await GatewayKit.ReadAsync(phone, 2);
        Assert.Contains(told, push => push.InboxChanged.Entry.Conversation == _kit.Stream.ToByteString());
        Push other = Assert.Single(await GatewayKit.ReadAsync(desk, 1));
        Assert.NotEqual(_kit.Stream.ToByteString(), other.InboxChanged.Entry.Conversation);
        Assert.False(desk.Pushes.TryRead(out _));
    }

    [Fact]
    public async Task Conversations_of_others_are_no_news()
    {
        await using Session phone = await OpenAsync();
        _kit.Hub.Inboxes.Note([new ConversationMove(Conversation(), [PersonId.New()])]);
        StreamId own = Conversation();
        Moved(own);
        await TellAsync();
        Assert.Equal(own.ToByteString(), Assert.Single(await ReadAsync(phone)).InboxChanged.Entry.Conversation);
    }

    [Fact]
    public async Task Whoever_closes_a_conversation_is_told_how_it_stands()
    {
        await using Session phone = await OpenAsync();
        await phone.SendAsync(_kit.OpenCommand(), default);
        Moved(_kit.Stream);
        await phone.SendAsync(
            new Command { CloseStream = new CloseStreamRequest { Stream = _kit.Stream.ToByteString() } }, default);
        await TellAsync();

        List<Push> told = await GatewayKit.ReadAsync(phone, 2);
        Assert.Equal(Push.KindOneofCase.StreamEnded, told[0].KindCase);
        Assert.Equal(_kit.Stream.ToByteString(), told[1].InboxChanged.Entry.Conversation);
    }

    [Fact]
    public async Task More_conversations_than_are_told_one_by_one_are_to_be_listed()
    {
        await using Session phone = await OpenAsync();
        Moved(Conversation(), Conversation(), Conversation());
        await TellAsync();
        Assert.All(await GatewayKit.ReadAsync(phone, 3), push => Assert.NotNull(push.InboxChanged.Entry));

        Moved(Conversation(), Conversation(), Conversation(), Conversation());
        await TellAsync();
        Assert.Null(Assert.Single(await ReadAsync(phone)).InboxChanged.Entry);
    }

    [Fact]
    public async Task What_may_have_been_missed_is_to_be_listed()
    {
        await using Session phone = await OpenAsync();
        await _kit.Hub.Inboxes.RenewAsync();
        _kit.Log.Term = Guid.NewGuid();
        await _kit.Hub.Inboxes.RenewAsync();
        await TellAsync();
        Assert.Null(Assert.Single(await ReadAsync(phone)).InboxChanged.Entry);
    }

    [Fact]
    public async Task What_cannot_be_read_is_to_be_listed()
    {
        await using Session phone = await OpenAsync();
        _kit.Log.Before = call => call == "inbox" ? throw new TimeoutException() : Task.CompletedTask;
        Moved(Conversation());
        await TellAsync();
        await TellAsync();
        Assert.Null(Assert.Single(await ReadAsync(phone)).InboxChanged.Entry);
    }

    [Fact]
    public async Task An_inbox_that_cannot_be_watched_is_not_opened()
    {
        _kit.Log.Before = call => call == "watch" ? throw new TimeoutException() : Task.CompletedTask;
        await using Session phone = _kit.Open(Alice);
        Assert.True((await phone.SendAsync(OpenInbox(), default)).Error.Retryable);
    }

    private async Task TellAsync()
    {
        using var patience = new CancellationTokenSource(Eventually.Patience);
        await _teller.TellAsync(patience.Token);
    }

    private static StreamId Conversation() =>
        StreamId.OpenedBy(StreamKind.Conversation, PersonId.New(), RequestId.New());

    private static Command OpenInbox() => new()
    {
        OpenStream = new OpenStreamRequest { Stream = StreamId.InboxOf(Alice).ToByteString() },
    };

    private static async Task<List<Push>> ReadAsync(Session session)
    {
        List<Push> pushes = await GatewayKit.ReadAsync(session, 1);
        Assert.False(session.Pushes.TryRead(out _));
        return pushes;
    }

    private async Task<Session> OpenAsync()
    {
        Session session = _kit.Open(Alice);
        Reply reply = await session.SendAsync(OpenInbox(), default);
        Assert.Null(reply.Error);
        return session;
    }

    private void Moved(params StreamId[] conversations) => _kit.Hub.Inboxes.Note(
        [.. conversations.Select(conversation => new ConversationMove(conversation, [PersonId.New(), Alice]))]);
}

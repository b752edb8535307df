using System.Globalization;
using System.Text;
using Spico.Testing;

namespace Spico.Peers.Tests;

/// <summary>What the driver takes for granted of every peer.</summary>
public sealed class PeerContractTests
{
    private const int TextLength = 200;
    private const int Posts = 20;

    private static readonly PeerPlan Plan = new(Conversations: 2, MembersEach: 3);

    public static IEnumerable<TheoryDataRow<string>> Peers =>
        PeerCatalog.All.Select(entry => new TheoryDataRow<string>(entry.Name));

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task Every_member_receives_every_message_of_their_conversation_once_and_in_one_order(string name)
    {
        PeerEntry entry = PeerCatalog.Find(name)!;
        Assert.SkipUnless(
            entry.IsInstalled,
            $"{name} IS NOT INSTALLED and was not tested: apt-get install {string.Join(' ', entry.MissingPackages)}");
        await using IPeer peer = entry.Create();
        await peer.StartAsync(Plan, TestContext.Current.CancellationToken);
        Assert.All(
            peer.ServerProcesses.Concat(peer.StoreProcesses), id => Assert.True(Directory.Exists($"/proc/{id}")));
        Assert.Equal(name, peer.Card.Name);
        Assert.NotEmpty(peer.Card.Version);
        Inbox[] inboxes = [.. Enumerable.Range(0, Plan.Members).Select(_ => new Inbox())];
        IPeerSession[] sessions = await Task.WhenAll(inboxes.Select((inbox, member) =>
            peer.ConnectAsync(member, inbox, TestContext.Current.CancellationToken)));

        // Two on their way at a time, so that acks may pass each other.
        await Eventually.Completes("all posts are acked", Task.WhenAll(sessions.SelectMany((session, member) =>
            new[] { PostAsync(session, member, 0), PostAsync(session, member, 1) })));

        for (int conversation = 0; conversation < Plan.Conversations; conversation++)
        {
            int first = conversation * Plan.MembersEach;
            await ReceivedAllAsync(conversation, inboxes[first..(first + Plan.MembersEach)], peer.Card.IsOneOrder);
        }

        foreach (IPeerSession session in sessions)
        {
            await session.DisposeAsync();
        }
    }

    private static async Task PostAsync(IPeerSession session, int member, int remainder)
    {
        for (int i = remainder; i < Posts; i += 2)
        {
            await session.PostAsync(member / Plan.MembersEach, Text(member, i), TestContext.Current.CancellationToken);
        }
    }

    private static async Task ReceivedAllAsync(int conversation, Inbox[] inboxes, bool isOneOrder)
    {
        string[] posted = [.. Enumerable.Range(0, Plan.MembersEach * Posts).Select(i =>
            Encoding.ASCII.GetString(Text(conversation * Plan.MembersEach + i / Posts, i % Posts)))];
        foreach (Inbox inbox in inboxes)
        {
            await Eventually.IsTrue("a member has as many messages as were posted", () => inbox.Count >= posted.Length);
        }

        string[] first = inboxes[0].Messages;
        Assert.Equal(posted.Order(StringComparer.Ordinal), first.Order(StringComparer.Ordinal));
        Assert.All(inboxes, inbox => Assert.Equal(InOrder(first, isOneOrder), InOrder(inbox.Messages, isOneOrder)));
        Assert.All(inboxes, inbox => Assert.All(inbox.Conversations, at => Assert.Equal(conversation, at)));
    }

    // Where no one order is promised, that of each sender is.
    private static IEnumerable<string> InOrder(string[] messages, bool isOneOrder) =>
        isOneOrder ? messages : messages.OrderBy(message => message.Split('/')[0], StringComparer.Ordinal);

    // Some characters that a protocol of text must escape.
    private static byte[] Text(int member, int number) => Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{member}/{number} \"<&'+\\> ").PadRight(TextLength, '.'));

    private sealed class Inbox : IPeerReceiver
    {
        private readonly List<string> _messages = [];
        private readonly HashSet<int> _conversations = [];

        public int Count => Read(() => _messages.Count);

        public string[] Messages => Read(() => _messages.ToArray());

        public int[] Conversations => Read(() => _conversations.ToArray());

        public void OnMessage(int conversation, ReadOnlySpan<byte> text)
        {
            lock (_messages)
            {
                _messages.Add(Encoding.ASCII.GetString(text));
                _conversations.Add(conversation);
            }
        }

        private T Read<T>(Func<T> read)
        {
            lock (_messages)
            {
                return read();
            }
        }
    }
}

using Microsoft.Extensions.DependencyInjection;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;
using Spico.Testing;

namespace Spico.Silo.Tests.Inboxes;

public sealed class ConsequencesTests : IAsyncLifetime
{
    private readonly ImpatientCluster _clinic = new();
    private readonly PersonId _alice = PersonId.New();

    public ValueTask InitializeAsync() => _clinic.InitializeAsync();

    public ValueTask DisposeAsync() => _clinic.DisposeAsync();

    [Fact]
    public async Task What_a_fallen_silo_left_undone_is_swept_up_once()
    {
        // A commit that only the store knows of stands for the silo that fell right after it.
        StreamId round = StreamId.OpenedBy(StreamKind.Conversation, _alice, RequestId.New());
        StreamId inbox = StreamId.InboxOf(_alice);
        var left = new ConsequenceRow(round, 2, inbox, ConsequenceKind.MembershipBegan, _alice);
        var mention = ConsequenceRow.Notify(round, 2, _alice, NotificationKind.Mention);
        FaultyStore store = _clinic.Silos[0].GetRequiredService<FaultyStore>();
        store.OnCommit = (batch, commit) =>
        {
            // The first answer does not arrive: the consequence stays in the store.
            batch.Forgotten.Clear();
            return commit();
        };
        ILog log = _clinic.Silos[0].GetRequiredService<ILog>();
        var append = new Log.TestStream(round).Open(_alice);
        append = new Append
        {
            Stream = append.Stream,
            Chain = append.Chain,
            Expected = append.Expected,
            Facts = append.Facts,
            Envelopes = append.Envelopes,
            Ordinal = append.Ordinal,
            Opening = append.Opening,
            Memberships = append.Memberships,
            Consequences = [left, mention],
        };
        log.Append(append);
        Assert.Equal(AppendOutcome.Durable, await append.Outcome.Task);

        await Eventually.Becomes(
            "the inbox notes the conversation and the mention",
            ReadAsync,
            page => page.Facts.Length == 2,
            "two facts");
        store.OnCommit = null;
        await Eventually.Becomes(
            "nothing is left over",
            async () => (await store.ReadConsequencesAsync(long.MaxValue, 10)).Count,
            count => count == 0,
            "none");
        Assert.Equal(
            [Fact.BodyOneofCase.ConversationJoined, Fact.BodyOneofCase.Notified],
            (await ReadAsync()).Facts.Select(fact => Frame.Parser.ParseFrom(fact.Frame).Push.Fact.BodyCase).Order());
    }

    private Task<HistoryPage> ReadAsync() =>
        _clinic.Inbox(_alice).Read(Cluster.As(_alice), new HistoryQuery(0, false, 10)).AsTask();

    private sealed class ImpatientCluster : Cluster
    {
        private protected override void Configure(StreamOptions options) =>
            options.ConsequenceSweepPeriod = TimeSpan.FromMilliseconds(50);
    }
}

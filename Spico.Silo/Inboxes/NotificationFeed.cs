using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Inboxes;

/// <summary>
/// What a person is to be told of. What is rare is a fact of their inbox; where messages wait is not stored anywhere,
/// but follows from memberships, heads and marks.
/// </summary>
internal sealed class NotificationFeed(PersonId owner, StreamPipeline<InboxState> pipeline, StreamServices services)
{
    private const int FactsDefault = 100;
    private const int FactsMax = 500;
    private const int ConversationsMax = 200;

    /// <summary>A page of it.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public async ValueTask<Reply> ListAsync(ListNotificationsRequest request)
    {
        if (request.Limit > FactsMax)
        {
            return new Reply { Error = Refusal.Invalid("limit", $"1 to {FactsMax}.", FactsMax) };
        }

        DateTimeOffset now = services.Time.GetUtcNow();
        (Error? refusal, (long Head, DailyHours? Hours) asked) =
            await pipeline.AskAsync(0, static (fold, _) => (fold.Head.Seq, fold.QuietHours));
        if (refusal is not null)
        {
            return new Reply { Error = refusal };
        }

        bool isQuiet = asked.Hours?.Contain(now) ?? false;
        uint epoch = services.Storage.Log.Epoch;
        bool isContinued = request.After is { } given && given.Epoch == epoch && given.Seq <= (ulong)asked.Head;
        long after = isContinued ? (long)request.After!.Seq : asked.Head;
        var page = new ListNotificationsResponse
        {
            Resync = request.After is not null && !isContinued,
            QuietUntil = isQuiet ? asked.Hours!.EndAfter(now).ToUnixTimeMilliseconds() : 0,
        };
        int limit = request.Limit == 0 ? FactsDefault : (int)request.Limit;
        HistoryPage facts = await pipeline.ReadAsync(owner, new HistoryQuery(after, Backwards: false, limit));
        if (facts.Refusal is not null)
        {
            return new Reply { Error = facts.Refusal };
        }

        foreach (Envelope fact in facts.Facts)
        {
            after = fact.Seq;
            if (Told(Frame.Parser.ParseFrom(fact.Frame).Push.Fact) is { } told)
            {
                page.Notifications.Add(told);
            }
        }

        page.Next = new Position { Epoch = epoch, Seq = (ulong)after };
        page.End = facts.IsEnd;
        if (page.End)
        {
            await AddMessagesAsync(page, isQuiet);
        }

        return new Reply { ListNotifications = page };
    }

    private static Notification? Told(Fact fact) => fact.BodyCase switch
    {
        Fact.BodyOneofCase.ConversationJoined when !fact.ConversationJoined.Own => new Notification
        {
            Kind = NotificationKind.Added,
            Conversation = fact.ConversationJoined.Conversation,
            Seq = fact.ConversationJoined.Seq,
            At = fact.At,
            Quiet = fact.ConversationJoined.Quiet,
        },
        Fact.BodyOneofCase.Notified => new Notification
        {
            Kind = fact.Notified.Kind,
            Conversation = fact.Notified.Conversation,
            Seq = fact.Notified.Seq,
            At = fact.At,
            Urgent = fact.Notified.Urgent,
            Quiet = fact.Notified.Quiet,
        },
        _ => null,
    };

    private async Task AddMessagesAsync(ListNotificationsResponse page, bool isQuiet)
    {
        // Pinned ones come first in this list, hence the order of activity afterwards.
        List<InboxRow> rows = await services.Storage.Store.ReadInboxAsync(
            owner, null, ConversationsMax, new InboxFilter(IsUnread: true, Without: MarkFlags.Muted));
        page.Notifications.AddRange(rows
            .Where(row => row.Unread > 0)
            .OrderByDescending(row => row.ActiveAt)
            .Select(row => new Notification
            {
                Kind = NotificationKind.Messages,
                Conversation = row.Stream.ToByteString(),
                Seq = (ulong)row.Head,
                At = row.ActiveAt,
                Quiet = isQuiet,
                Count = (ulong)row.Unread,
            }));
    }
}

using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>
/// What a person keeps about their conversations for themselves. The person's other devices hear of each change by
/// <see cref="SpicoClient.MarkChanged"/> while their inbox is open.
/// </summary>
public static class SpicoClientInbox
{
    /// <summary>One page of the person's conversations that have all of these marks.</summary>
    public static async Task<ListInboxResponse> ListInboxAsync(
        this SpicoClient client,
        IEnumerable<InboxMark> only,
        int limit = 0,
        string cursor = "",
        CancellationToken cancellationToken = default)
    {
        var request = new ListInboxRequest { Limit = (uint)limit, Cursor = cursor, Only = { only } };
        return (await client.AskAsync(new Command { ListInbox = request }, cancellationToken)).ListInbox;
    }

    /// <summary>Marks a conversation as to do, due then if that is said; or no longer as to do.</summary>
    public static Task<SetMarksResponse> MarkTodoAsync(
        this SpicoClient client,
        StreamId conversation,
        bool isTodo = true,
        DateTimeOffset? due = null,
        string note = "",
        CancellationToken cancellationToken = default)
    {
        var request = new SetMarksRequest { Conversation = conversation.ToByteString(), Todo = isTodo };
        if (isTodo)
        {
            request.DueAt = due?.ToUnixTimeMilliseconds() ?? 0;
            request.Note = note;
        }

        return client.SetMarksAsync(request, cancellationToken);
    }

    /// <summary>Marks a conversation as unread from a sequence number on; 0 takes the mark away.</summary>
    public static Task<SetMarksResponse> MarkUnreadAsync(
        this SpicoClient client,
        StreamId conversation,
        long from,
        CancellationToken cancellationToken = default) =>
        client.SetMarksAsync(
            new SetMarksRequest { Conversation = conversation.ToByteString(), UnreadFrom = (ulong)from },
            cancellationToken);

    /// <summary>Lists a conversation before others, or no longer.</summary>
    public static Task<SetMarksResponse> PinAsync(
        this SpicoClient client,
        StreamId conversation,
        bool isPinned = true,
        CancellationToken cancellationToken = default) =>
        client.SetMarksAsync(
            new SetMarksRequest { Conversation = conversation.ToByteString(), Pinned = isPinned }, cancellationToken);

    /// <summary>Mutes a conversation, or no longer.</summary>
    public static Task<SetMarksResponse> MuteAsync(
        this SpicoClient client,
        StreamId conversation,
        bool isMuted = true,
        CancellationToken cancellationToken = default) =>
        client.SetMarksAsync(
            new SetMarksRequest { Conversation = conversation.ToByteString(), Muted = isMuted }, cancellationToken);

    /// <summary>Leaves a conversation out of the list until its next message, or takes it back.</summary>
    public static Task<SetMarksResponse> ArchiveAsync(
        this SpicoClient client,
        StreamId conversation,
        bool isArchived = true,
        CancellationToken cancellationToken = default) =>
        client.SetMarksAsync(
            new SetMarksRequest { Conversation = conversation.ToByteString(), Archived = isArchived },
            cancellationToken);

    /// <summary>Sets several marks of a conversation at once; what the request does not name stays as it is.</summary>
    public static async Task<SetMarksResponse> SetMarksAsync(
        this SpicoClient client, SetMarksRequest request, CancellationToken cancellationToken = default) =>
        (await client.AskAsync(new Command { SetMarks = request }, cancellationToken)).SetMarks;

    /// <summary>
    /// Keeps what the person has begun to write. <paramref name="basedOn"/> is the version of the draft that it
    /// replaces; if another device has saved that one since, both are kept, and the answer says so.
    /// </summary>
    public static async Task<SaveDraftResponse> SaveDraftAsync(
        this SpicoClient client,
        StreamId conversation,
        string text,
        ulong basedOn = 0,
        CancellationToken cancellationToken = default)
    {
        var request = new SaveDraftRequest
        {
            Conversation = conversation.ToByteString(),
            Text = text,
            BasedOn = basedOn,
        };
        return (await client.AskAsync(new Command { SaveDraft = request }, cancellationToken)).SaveDraft;
    }

    /// <summary>All the person's drafts.</summary>
    public static async Task<IReadOnlyList<ConversationDrafts>> ListDraftsAsync(
        this SpicoClient client, CancellationToken cancellationToken = default)
    {
        List<ConversationDrafts> drafts = [];
        var request = new ListDraftsRequest();
        do
        {
            ListDraftsResponse page =
                (await client.AskAsync(new Command { ListDrafts = request }, cancellationToken)).ListDrafts;
            drafts.AddRange(page.Conversations);
            request = new ListDraftsRequest { After = page.Next };
        }
        while (!request.After.IsEmpty);
        return drafts;
    }

    /// <summary>
    /// What the person was notified of after a position of their inbox, oldest first, then where messages wait; and the
    /// position to ask after the next time. Without one: only where messages wait.
    /// </summary>
    public static async Task<ListNotificationsResponse> ListNotificationsAsync(
        this SpicoClient client, StreamPosition? after = null, CancellationToken cancellationToken = default)
    {
        var all = new ListNotificationsResponse();
        var request = new ListNotificationsRequest { After = after?.ToMessage() };
        do
        {
            ListNotificationsResponse page =
                (await client.AskAsync(new Command { ListNotifications = request }, cancellationToken))
                .ListNotifications;
            bool isResync = all.Resync || page.Resync;
            all.MergeFrom(page);
            all.Resync = isResync;
            request.After = page.Next;
        }
        while (!all.End);
        return all;
    }

    /// <summary>
    /// Sets the hours of the day at which only what is urgent disturbs, in a time zone of the IANA database.
    /// </summary>
    public static async Task SetQuietHoursAsync(
        this SpicoClient client,
        TimeOnly from,
        TimeOnly until,
        string timeZone = "",
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var hours = new QuietHours { From = MinuteOf(from), Until = MinuteOf(until), TimeZone = timeZone };
        await SetQuietHoursAsync(client, hours, requestId, cancellationToken);

        static uint MinuteOf(TimeOnly time) => (uint)((time.Hour * 60) + time.Minute);
    }

    /// <summary>Does without quiet hours.</summary>
    public static Task ClearQuietHoursAsync(
        this SpicoClient client, RequestId? requestId = null, CancellationToken cancellationToken = default) =>
        SetQuietHoursAsync(client, (QuietHours?)null, requestId, cancellationToken);

    private static async Task SetQuietHoursAsync(
        SpicoClient client, QuietHours? hours, RequestId? requestId, CancellationToken cancellationToken)
    {
        var request = new SetQuietHoursRequest
        {
            RequestId = (requestId ?? RequestId.New()).ToByteString(),
            Hours = hours,
        };
        await client.AskAsync(new Command { SetQuietHours = request }, cancellationToken);
    }
}

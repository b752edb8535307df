using Orleans.Concurrency;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Inboxes;

/// <summary>
/// A person's inbox: the stream of the conversations they came to and left, and the list of what to read.
/// </summary>
[Alias("spico.inbox")]
public interface IInboxGrain : IStreamGrain
{
    /// <summary>A page of the caller's conversations with exact unread counts.</summary>
    [Alias("list"), ResponseTimeout("00:00:05")]
    ValueTask<Reply> List(Caller caller, ListInboxRequest request);

    /// <summary>
    /// Some of the caller's conversations as <see cref="List"/> shows them, archived or not. Called by gateways for an
    /// open inbox.
    /// </summary>
    [Alias("list-some"), ResponseTimeout("00:00:05")]
    ValueTask<Reply> ListSome(Caller caller, StreamId[] conversations);

    /// <summary>Keeps what the caller has begun to write to a conversation.</summary>
    [Alias("save-draft"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> SaveDraft(Caller caller, SaveDraftRequest request);

    /// <summary>A page of the caller's drafts.</summary>
    [Alias("list-drafts"), ResponseTimeout("00:00:05")]
    ValueTask<Reply> ListDrafts(Caller caller, ListDraftsRequest request);

    /// <summary>What the caller was notified of since a position, and where messages wait.</summary>
    [Alias("list-notifications"), ResponseTimeout("00:00:05")]
    ValueTask<Reply> ListNotifications(Caller caller, ListNotificationsRequest request);

    /// <summary>Sets the caller's quiet hours.</summary>
    [Alias("set-quiet-hours"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> SetQuietHours(Caller caller, SetQuietHoursRequest request);

    /// <summary>
    /// Carries out a consequence: the owner's membership of a conversation changed at this fact. Called by silos
    /// only. Exactly once however often it is called: its request id derives from the conversation and the position.
    /// Returns whether it is durable; if not, it is to be called again.
    /// </summary>
    /// <param name="owner">The owner.</param>
    /// <param name="conversation">The conversation.</param>
    /// <param name="seq">The fact.</param>
    /// <param name="isMember">Whether they are a member from then on.</param>
    /// <param name="isOwn">Whether they created the conversation.</param>
    [Alias("note-membership"), ResponseTimeout("00:00:10")]
    ValueTask<bool> NoteMembership(PersonId owner, StreamId conversation, long seq, bool isMember, bool isOwn);

    /// <summary>
    /// Carries out a consequence: the owner is notified of this fact. Called by silos only. Once a fact and kind
    /// however often it is called. Returns whether it is durable; if not, it is to be called again.
    /// </summary>
    [Alias("notify"), ResponseTimeout("00:00:10")]
    ValueTask<bool> Notify(PersonId owner, StreamId conversation, long seq, NotificationKind kind);

    /// <summary>
    /// Passes a push on to the gateways where the owner has the inbox open: they are known where the inbox lives.
    /// Called by silos only. Best effort.
    /// </summary>
    [Alias("tell"), OneWay]
    ValueTask Tell(Notice notice);
}

using System.Collections.Concurrent;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests;

/// <summary>An inbox on one device, kept by what the server tells: the rules are those of the specification.</summary>
internal sealed class LiveInbox
{
    private readonly ConcurrentDictionary<StreamId, InboxEntry> _entries = [];
    private readonly Colleague _owner;

    private LiveInbox(Colleague owner) => _owner = owner;

    /// <summary>Opens the inbox, then lists it.</summary>
    public static async Task<LiveInbox> OpenAsync(Colleague owner)
    {
        var inbox = new LiveInbox(owner);
        owner.Client.InboxChanged += inbox.Take;
        owner.Client.MarkChanged += inbox.Take;
        inbox.Follow(await owner.Client.OpenAsync(owner.Client.Inbox));
        await inbox.ListAsync();
        return inbox;
    }

    /// <summary>What the owner was notified of.</summary>
    public ConcurrentQueue<Notified> Notified { get; } = [];

    /// <summary>How a conversation stands, or null.</summary>
    public InboxEntry? Entry(StreamId conversation) => _entries.GetValueOrDefault(conversation);

    /// <summary>Waits until a conversation stands so.</summary>
    public Task Shows(StreamId conversation, Func<InboxEntry, bool> condition) => Eventually.Becomes(
        $"{_owner.Name} is shown the conversation",
        () => Entry(conversation),
        entry => entry is not null && condition(entry),
        "an entry as awaited");

    // Owned by the device: it ends with the stream.
    private void Follow(OpenStream stream) => _ = Task.Run(async () =>
    {
        await foreach (Fact fact in stream.Facts)
        {
            if (fact.Notified is { } notified)
            {
                Notified.Enqueue(notified);
            }
        }
    });

    private async Task ListAsync()
    {
        foreach (InboxEntry entry in (await _owner.Client.ListInboxAsync(200)).Entries)
        {
            Keep(entry);
        }
    }

    private void Take(InboxEntry? entry)
    {
        if (entry is not null)
        {
            Keep(entry);
            return;
        }

        // Owned by the device: it lists as soon as it may, off the receiving loop.
        _ = Task.Run(ListAsync);
    }

    private void Take(MarkChanged mark)
    {
        StreamId.TryFrom(mark.Conversation, out StreamId conversation);
        if (Entry(conversation) is not { } known)
        {
            return;
        }

        InboxEntry changed = known.Clone();
        changed.ReadUpTo = mark.ReadUpTo;
        changed.Unread = mark.Unread;
        changed.Version = mark.Version;
        changed.Marks = mark.Marks;
        changed.Head.Seq = Math.Max(known.Head.Seq, mark.Head);
        if (mark.Version > known.Version || (mark.Version == known.Version && mark.Head >= known.Head.Seq))
        {
            _entries[conversation] = changed;
        }
    }

    private void Keep(InboxEntry entry)
    {
        StreamId.TryFrom(entry.Conversation, out StreamId conversation);
        _entries.AddOrUpdate(
            conversation,
            entry,
            (_, known) => entry.Version > known.Version
                || (entry.Version == known.Version && entry.Head.Seq >= known.Head.Seq) ? entry : known);
    }
}

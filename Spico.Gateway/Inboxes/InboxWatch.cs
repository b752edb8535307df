using Spico.Gateway.Sessions;
using Spico.Gateway.Streams;
using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Gateway.Inboxes;

/// <summary>
/// Has the silos tell this gateway which conversations move, for as long as an inbox is open on it, and finds out which
/// of the open inboxes that concerns. What may have been missed ends the term: then all inboxes are to be listed again.
/// </summary>
internal sealed class InboxWatch(
    Lazy<IStreamGrains> grains, StreamHub hub, GatewayOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private Guid _term;
    private long? _renewedAt;
    private Task? _renewing;

    /// <summary>What is to be told.</summary>
    public ChangedInboxes Changed { get; } = new(options);

    private bool IsCurrent =>
        _renewedAt is { } at && time.GetElapsedTime(at) < options.InboxWatchInterval + options.InboxWatchInterval;

    /// <summary>
    /// Before an inbox is opened: whatever moves afterwards is heard of. Throws what the call throws.
    /// </summary>
    public Task EnsureAsync()
    {
        lock (_lock)
        {
            return IsCurrent ? Task.CompletedTask : Renew();
        }
    }

    /// <summary>Goes on watching. Throws what the call throws.</summary>
    public Task RenewAsync()
    {
        lock (_lock)
        {
            return Renew();
        }
    }

    /// <summary>No inbox is open: nobody is there to miss anything.</summary>
    public void Rest()
    {
        lock (_lock)
        {
            _term = Guid.Empty;
            _renewedAt = null;
        }
    }

    /// <summary>Takes what a silo tells.</summary>
    public void Note(ConversationMove[] moves)
    {
        foreach (ConversationMove move in moves)
        {
            foreach (PersonId member in move.Members)
            {
                Note(member, move.Conversation);
            }
        }
    }

    /// <summary>A conversation of a person has changed, or they see it no longer where it was open.</summary>
    public void Note(PersonId person, StreamId conversation)
    {
        var inbox = StreamId.InboxOf(person);
        if (hub.Find(inbox)?.IsOpenWithout(conversation) == true)
        {
            Changed.Note(inbox, conversation);
        }
    }

    private Task Renew()
    {
        if (_renewing is not { IsCompleted: false })
        {
            _renewing = CallAsync();
        }

        return _renewing;
    }

    private async Task CallAsync()
    {
        // Nothing of the call runs under the lock.
        await Task.Yield();
        Guid term = await grains.Value.WatchInboxesAsync();
        lock (_lock)
        {
            bool isFirst = _term == Guid.Empty;
            bool isSame = _term == term;
            _term = term;
            _renewedAt = time.GetTimestamp();
            if (isFirst || isSame)
            {
                return;
            }
        }

        foreach (GatewayStream stream in hub.Streams)
        {
            if (stream.Id.Kind == StreamKind.Inbox)
            {
                Changed.NoteAll(stream.Id);
            }
        }
    }
}

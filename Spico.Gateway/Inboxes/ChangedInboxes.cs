using Spico.Gateway.Sessions;
using Spico.Protocol;

namespace Spico.Gateway.Inboxes;

/// <summary>
/// The open inboxes that are to be told something, each with the conversations concerned: what changes while others
/// are being told is told once, with the next.
/// </summary>
internal sealed class ChangedInboxes(GatewayOptions options)
{
    private readonly Lock _lock = new();
    private Dictionary<StreamId, HashSet<StreamId>?> _changed = [];
    private TaskCompletionSource _arrival = New();

    /// <summary>A conversation changed in an inbox.</summary>
    public void Note(StreamId inbox, StreamId conversation)
    {
        lock (_lock)
        {
            if (!_changed.TryGetValue(inbox, out HashSet<StreamId>? conversations))
            {
                _changed[inbox] = [conversation];
                _arrival.TrySetResult();
            }
            else if (conversations?.Add(conversation) == true && conversations.Count > options.InboxConversationsMax)
            {
                _changed[inbox] = null;
            }
        }
    }

    /// <summary>Any conversation of an inbox may have changed.</summary>
    public void NoteAll(StreamId inbox)
    {
        lock (_lock)
        {
            _changed[inbox] = null;
            _arrival.TrySetResult();
        }
    }

    /// <summary>Waits for something to tell; of an inbox that is to list all there are no conversations.</summary>
    public async Task<Dictionary<StreamId, HashSet<StreamId>?>> TakeAsync(CancellationToken cancellationToken)
    {
        await Volatile.Read(ref _arrival).Task.WaitAsync(cancellationToken);
        lock (_lock)
        {
            Dictionary<StreamId, HashSet<StreamId>?> taken = _changed;
            _changed = [];
            _arrival = New();
            return taken;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

using Spico.Protocol;

namespace Spico.Silo.Conversations;

/// <summary>
/// Who wrote the last messages: enough to say what a person who reads up to a recent place has left to read, without
/// asking the store.
/// </summary>
internal sealed class RecentMessages(int countMax)
{
    private readonly Queue<(long Seq, PersonId Author)> _messages = new();

    // Every message after this one is kept.
    private long _completeAfter;

    /// <summary>Messages up to here are not kept.</summary>
    public void StartAfter(long seq) => _completeAfter = seq;

    /// <summary>A message was posted.</summary>
    public void Add(long seq, PersonId author)
    {
        _messages.Enqueue((seq, author));
        if (_messages.Count > countMax)
        {
            _completeAfter = _messages.Dequeue().Seq;
        }
    }

    /// <summary>
    /// Counts messages after a place, and those of one author among them; false when that is too long ago.
    /// </summary>
    public bool TryCountAfter(long seq, PersonId author, out long messages, out long own)
    {
        messages = 0;
        own = 0;
        if (seq < _completeAfter)
        {
            return false;
        }

        foreach ((long at, PersonId by) in _messages)
        {
            if (at > seq)
            {
                messages++;
                own += by == author ? 1 : 0;
            }
        }

        return true;
    }
}

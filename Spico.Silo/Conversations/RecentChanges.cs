using Spico.Protocol;

namespace Spico.Silo.Conversations;

/// <summary>
/// When messages were last changed, as far back as is kept: enough to say whether what was fetched of one is still so.
/// </summary>
internal sealed class RecentChanges(int countMax)
{
    private readonly Dictionary<(long Message, PersonId Person), long> _last = [];
    private readonly Queue<(long Message, PersonId Person, long Seq)> _order = new();

    // Every change after this one is kept.
    private long _completeAfter;

    /// <summary>Changes up to here are not kept.</summary>
    public void StartAfter(long seq) => _completeAfter = seq;

    /// <summary>A fact changed a message; or, with a person, what that person has to do with it.</summary>
    public void Add(long message, PersonId person, long seq)
    {
        _last[(message, person)] = seq;
        _order.Enqueue((message, person, seq));
        if (_order.Count > countMax)
        {
            (long Message, PersonId Person, long Seq) oldest = _order.Dequeue();
            _completeAfter = oldest.Seq;
            if (_last[(oldest.Message, oldest.Person)] == oldest.Seq)
            {
                _last.Remove((oldest.Message, oldest.Person));
            }
        }
    }

    /// <summary>Whether nothing changed after a fact. False when that is too long ago to say.</summary>
    public bool IsUnchangedSince(long seq, long message, PersonId person = default) =>
        seq >= _completeAfter && (!_last.TryGetValue((message, person), out long last) || last <= seq);
}

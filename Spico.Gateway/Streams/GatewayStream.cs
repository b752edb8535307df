using Spico.Gateway.Sessions;
using Spico.Protocol;
using Spico.Silo.Conversations;
using Spico.Silo.Streams;

namespace Spico.Gateway.Streams;

/// <summary>
/// One stream that sessions of this gateway have open. Its lock is taken for the length of one fact's loop over its
/// subscribers; the lock of an outbox may be taken under it, never the other way round.
/// </summary>
internal sealed class GatewayStream(StreamId id)
{
    private readonly Lock _gate = new();
    private OpenStream[] _open = new OpenStream[1];
    private int _count;
    private bool _isRetired;

    public StreamId Id => id;

    public Lock Gate => _gate;

    /// <summary>A conversation's grain, once somebody has called it: making the reference costs half a call.</summary>
    public IConversationGrain? Conversation { get; set; }

    /// <summary>
    /// The number up to which every subscriber that counts on live facts was told; the largest there is when none
    /// does, because whoever is catching up reads to the head anyway.
    /// </summary>
    public long LivePosition()
    {
        lock (_gate)
        {
            long position = long.MaxValue;
            for (int i = 0; i < _count; i++)
            {
                position = Math.Min(position, _open[i].LivePosition);
            }

            return position;
        }
    }

    /// <summary>Adds a subscriber. False when the last one just left: take the stream that replaces this one.</summary>
    public bool TryAdd(OpenStream open)
    {
        lock (_gate)
        {
            if (_isRetired)
            {
                return false;
            }

            if (_count == _open.Length)
            {
                Array.Resize(ref _open, _count * 2);
            }

            _open[_count++] = open;
            return true;
        }
    }

    /// <summary>Removes a subscriber. True when it was the last one: the stream is retired.</summary>
    public bool Remove(OpenStream open)
    {
        lock (_gate)
        {
            open.Detach();
            int index = Array.IndexOf(_open, open, 0, _count);
            if (index >= 0)
            {
                RemoveAt(index);
            }

            return RetireIfEmpty();
        }
    }

    /// <summary>Offers a live fact to every subscriber. False when none is left: the stream is retired.</summary>
    public bool Deliver(Envelope fact, List<Outbox> touched)
    {
        lock (_gate)
        {
            var pushes = new FactPushes(fact);
            for (int i = 0; i < _count; i++)
            {
                OpenStream open = _open[i];
                open.Offer(ref pushes, touched);
                if (open.IsOver)
                {
                    RemoveAt(i--);
                }
            }

            return !RetireIfEmpty();
        }
    }

    /// <summary>Hands an unnumbered push to every subscriber that has had its reply.</summary>
    /// <param name="push">The push.</param>
    /// <param name="touched">Takes the outboxes to wake.</param>
    /// <param name="without">Those who have this stream open are left out.</param>
    public void Publish(SharedPush push, List<Outbox> touched, StreamId? without = null)
    {
        lock (_gate)
        {
            for (int i = 0; i < _count; i++)
            {
                if (without is not { } other || !_open[i].Subscriber.IsOpen(other))
                {
                    _open[i].Tell(push, touched);
                }
            }
        }
    }

    /// <summary>The same, to those subscribers for whom it is meant.</summary>
    public void Publish(SharedPush push, List<Outbox> touched, Func<ISubscriber, bool> isFor)
    {
        lock (_gate)
        {
            for (int i = 0; i < _count; i++)
            {
                if (isFor(_open[i].Subscriber))
                {
                    _open[i].Tell(push, touched);
                }
            }
        }
    }

    /// <summary>Whether a subscriber has not that other stream open.</summary>
    public bool IsOpenWithout(StreamId other)
    {
        lock (_gate)
        {
            for (int i = 0; i < _count; i++)
            {
                if (!_open[i].Subscriber.IsOpen(other))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>The durable head is at least this: those behind it catch up.</summary>
    public void Repair(long head)
    {
        lock (_gate)
        {
            for (int i = 0; i < _count; i++)
            {
                _open[i].NoteHead(head);
            }
        }
    }

    /// <summary>The store went back: nobody's position can be continued.</summary>
    public void EndOtherEpochs(uint epoch, List<Outbox> touched)
    {
        lock (_gate)
        {
            for (int i = 0; i < _count; i++)
            {
                OpenStream open = _open[i];
                open.EndIfOtherEpoch(epoch, touched);
                if (open.IsOver)
                {
                    RemoveAt(i--);
                }
            }
        }
    }

    /// <summary>The subscribers now.</summary>
    public OpenStream[] Snapshot()
    {
        lock (_gate)
        {
            return _open.AsSpan(0, _count).ToArray();
        }
    }

    private void RemoveAt(int index)
    {
        // Order among subscribers means nothing.
        _open[index] = _open[--_count];
        _open[_count] = null!;
    }

    private bool RetireIfEmpty()
    {
        _isRetired |= _count == 0;
        return _isRetired;
    }
}

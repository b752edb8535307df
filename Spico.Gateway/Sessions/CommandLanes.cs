using Spico.Protocol;

namespace Spico.Gateway.Sessions;

/// <summary>
/// Keeps the order of one session's commands on each stream. Calls to a grain that is known travel in order and all
/// at once; while a grain is being found or has moved they may overtake each other, so the first command goes alone,
/// and those that came meanwhile follow in order when it is answered.
/// </summary>
internal sealed class CommandLanes(Action<PendingCommand> start)
{
    /// <summary>Streams remembered as known; idle ones are forgotten beyond it.</summary>
    private const int LanesMax = 64;

    private readonly Lock _gate = new();

    // A list: most sessions speak to one stream or a few, and the last spoken to comes first.
    private Lane? _first;
    private int _count;

    /// <summary>Starts a command on a stream, now or after those before it.</summary>
    public void Enter(StreamId stream, PendingCommand command)
    {
        lock (_gate)
        {
            Lane lane = Find(stream) ?? Add(stream);
            bool mustWait = lane.Waiting is not null || (lane.InFlight > 0 && !lane.IsKnown);
            if (mustWait)
            {
                (lane.Waiting ??= new Queue<PendingCommand>()).Enqueue(command);
                return;
            }

            lane.InFlight++;
        }

        start(command);
    }

    /// <summary>A command is done. A failure makes the next one go alone again.</summary>
    public void Leave(StreamId stream, bool hasFailed)
    {
        Lane? lane;
        lock (_gate)
        {
            lane = Find(stream);
            if (lane is null)
            {
                return;
            }

            lane.InFlight--;
            lane.IsKnown = !hasFailed;
            if (lane.Waiting is null || lane.IsReleasing || (lane.InFlight > 0 && !lane.IsKnown))
            {
                return;
            }

            lane.IsReleasing = true;
        }

        Release(lane);
    }

    private void Release(Lane lane)
    {
        while (true)
        {
            PendingCommand next;
            lock (_gate)
            {
                bool isHeld = lane.InFlight > 0 && !lane.IsKnown;
                if (isHeld || lane.Waiting is not { Count: > 0 })
                {
                    lane.Waiting = lane.Waiting is { Count: > 0 } ? lane.Waiting : null;
                    lane.IsReleasing = false;
                    return;
                }

                next = lane.Waiting.Dequeue();
                lane.InFlight++;
            }

            start(next);
        }
    }

    /// <summary>The lane of a stream, which is the first from now on; null when there is none.</summary>
    private Lane? Find(StreamId stream)
    {
        Lane? before = null;
        for (Lane? lane = _first; lane is not null; before = lane, lane = lane.Next)
        {
            if (lane.Stream != stream)
            {
                continue;
            }

            if (before is not null)
            {
                before.Next = lane.Next;
                lane.Next = _first;
                _first = lane;
            }

            return lane;
        }

        return null;
    }

    private Lane Add(StreamId stream)
    {
        if (_count >= LanesMax)
        {
            ForgetIdle();
        }

        _count++;
        return _first = new Lane(stream) { Next = _first };
    }

    private void ForgetIdle()
    {
        Lane? kept = null;
        _count = 0;
        for (Lane? lane = _first, next; lane is not null; lane = next)
        {
            next = lane.Next;
            if (lane.InFlight > 0)
            {
                lane.Next = kept;
                kept = lane;
                _count++;
            }
        }

        _first = kept;
    }

    private sealed class Lane(StreamId stream)
    {
        public readonly StreamId Stream = stream;
        public Lane? Next;
        public int InFlight;
        public bool IsKnown;
        public bool IsReleasing;
        public Queue<PendingCommand>? Waiting;
    }
}

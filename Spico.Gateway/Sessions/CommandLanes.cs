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
    private readonly Dictionary<StreamId, Lane> _lanes = [];

    /// <summary>Starts a command on a stream, now or after those before it.</summary>
    public void Enter(StreamId stream, PendingCommand command)
    {
        lock (_gate)
        {
            if (!_lanes.TryGetValue(stream, out Lane? lane))
            {
                ForgetIdle();
                _lanes.Add(stream, lane = new Lane());
            }

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
            if (!_lanes.TryGetValue(stream, out lane))
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

    private void ForgetIdle()
    {
        if (_lanes.Count < LanesMax)
        {
            return;
        }

        foreach ((StreamId stream, Lane lane) in _lanes)
        {
            if (lane.InFlight == 0)
            {
                _lanes.Remove(stream);
            }
        }
    }

    private sealed class Lane
    {
        public int InFlight;
        public bool IsKnown;
        public bool IsReleasing;
        public Queue<PendingCommand>? Waiting;
    }
}

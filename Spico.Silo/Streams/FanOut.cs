using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>
/// Which gateways want which streams, and the lanes to them. The writer's thread only puts facts into lanes; calls run
/// elsewhere.
/// </summary>
internal sealed class FanOut(
    IOptions<StreamOptions> options, LocalGateway local, MovedConversations moved, ILogger<FanOut> logger) : IFanOut
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IGatewayObserver, GatewayLane> _lanes = [];
    private readonly Dictionary<StreamId, GatewayLane[]> _registrations = [];
    private readonly List<GatewayLane> _touched = [];
    private long _moment;

    /// <summary>Rises with every registration.</summary>
    public long Moment => Volatile.Read(ref _moment);

    public void Register(StreamId stream, IGatewayObserver gateway)
    {
        lock (_lock)
        {
            GatewayLane lane = LaneTo(gateway);
            if (!lane.Streams.ContainsKey(stream))
            {
                GatewayLane[] lanes = _registrations.GetValueOrDefault(stream, []);
                _registrations[stream] = [.. lanes, lane];
            }

            lane.Streams[stream] = ++_moment;
        }
    }

    public void Committed(IReadOnlyList<Append> appends)
    {
        lock (_lock)
        {
            for (int i = 0; i < appends.Count; i++)
            {
                Append append = appends[i];
                if (!_registrations.TryGetValue(append.Stream, out GatewayLane[]? lanes))
                {
                    continue;
                }

                foreach (GatewayLane lane in lanes)
                {
                    lane.Add(append.Envelopes);
                    if (!lane.IsTouched)
                    {
                        lane.IsTouched = true;
                        _touched.Add(lane);
                    }
                }
            }

            foreach (GatewayLane lane in _touched)
            {
                lane.IsTouched = false;
                lane.Run();
            }

            _touched.Clear();
        }

        moved.Note(appends);
    }

    public void Notify(Notice notice)
    {
        lock (_lock)
        {
            foreach (GatewayLane lane in _registrations.GetValueOrDefault(notice.Inbox, []))
            {
                lane.Add(notice);
                lane.Run();
            }
        }
    }

    public void Announce(IGatewayObserver[] gateways, Announcement announcement)
    {
        lock (_lock)
        {
            foreach (IGatewayObserver gateway in gateways)
            {
                GatewayLane lane = LaneTo(gateway);
                lane.Add(announcement);
                lane.Run();
            }
        }
    }

    /// <summary>An announcement does not arrive: whoever has an inbox open is to look again.</summary>
    public void Miss() => moved.NoteAll();

    /// <summary>
    /// Ends registrations that a gateway returned from a delivery, except those renewed since it began: what the
    /// gateway says is older than they are.
    /// </summary>
    public void Forget(GatewayLane lane, StreamId[] unwanted, long moment)
    {
        if (unwanted.Length == 0)
        {
            return;
        }

        lock (_lock)
        {
            foreach (StreamId stream in unwanted)
            {
                if (lane.Streams.TryGetValue(stream, out long registered) && registered <= moment)
                {
                    lane.Streams.Remove(stream);
                    Remove(stream, lane);
                }
            }
        }
    }

    /// <summary>Drops a lane through which nothing can come any more. Called by the lane when it is at rest.</summary>
    public void Rest(GatewayLane lane)
    {
        lock (_lock)
        {
            if (lane.Streams.Count == 0 && _lanes.GetValueOrDefault(lane.Gateway) == lane)
            {
                _lanes.Remove(lane.Gateway);
            }
        }
    }

    /// <summary>Ends all registrations of a gateway that did not take a delivery.</summary>
    public void End(GatewayLane lane)
    {
        lock (_lock)
        {
            foreach (StreamId stream in lane.Streams.Keys)
            {
                Remove(stream, lane);
            }

            lane.Streams.Clear();
            if (_lanes.GetValueOrDefault(lane.Gateway) == lane)
            {
                _lanes.Remove(lane.Gateway);
            }
        }
    }

    private GatewayLane LaneTo(IGatewayObserver gateway)
    {
        if (!_lanes.TryGetValue(gateway, out GatewayLane? lane))
        {
            _lanes[gateway] = lane = new GatewayLane(this, gateway, local.Of(gateway), options.Value, logger);
        }

        return lane;
    }

    private void Remove(StreamId stream, GatewayLane lane)
    {
        GatewayLane[] lanes = Array.FindAll(_registrations[stream], other => other != lane);
        if (lanes.Length == 0)
        {
            _registrations.Remove(stream);
        }
        else
        {
            _registrations[stream] = lanes;
        }
    }
}

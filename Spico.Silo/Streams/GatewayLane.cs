using Microsoft.Extensions.Logging;
using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>
/// What waits for one gateway. At most one delivery is in flight; what commits meanwhile goes with the next, so that a
/// busier server makes larger deliveries. The lane is empty-handed and costs nothing while nothing waits.
/// </summary>
internal sealed partial class GatewayLane(
    FanOut fanOut, IGatewayObserver gateway, IGatewayObserver target, StreamOptions options, ILogger logger)
    : IThreadPoolWorkItem
{
    private readonly Lock _lock = new();
    private List<Envelope> _facts = [];
    private List<Notice> _notices = [];
    private List<Announcement> _announcements = [];
    private long _bytes;
    private bool _hasGap;
    private bool _isRunning;

    /// <summary>The gateway, as it was registered.</summary>
    public IGatewayObserver Gateway { get; } = gateway;

    /// <summary>
    /// The streams registered for the gateway, each with the moment of its last registration. Guarded by the fan-out.
    /// </summary>
    public Dictionary<StreamId, long> Streams { get; } = [];

    /// <summary>Marks that the lane was touched by the batch being handed out. Guarded by the fan-out.</summary>
    public bool IsTouched { get; set; }

    /// <summary>Adds facts; they leave with <see cref="Run"/>.</summary>
    public void Add(Envelope[] facts)
    {
        lock (_lock)
        {
            foreach (Envelope fact in facts)
            {
                if (_bytes + fact.Frame.Length > options.GatewayBacklogBytesMax)
                {
                    _hasGap = true;
                    return;
                }

                _bytes += fact.Frame.Length;
                _facts.Add(fact);
            }
        }
    }

    /// <summary>Adds a notice; it leaves with <see cref="Run"/>, or is dropped when too much waits.</summary>
    public void Add(Notice notice)
    {
        lock (_lock)
        {
            if (_bytes + notice.Frame.Length <= options.GatewayBacklogBytesMax)
            {
                _bytes += notice.Frame.Length;
                _notices.Add(notice);
            }
        }
    }

    /// <summary>The same with an announcement; dropped, the open inboxes learn that they missed something.</summary>
    public void Add(Announcement announcement)
    {
        lock (_lock)
        {
            if (_bytes + announcement.Size <= options.GatewayBacklogBytesMax)
            {
                _bytes += announcement.Size;
                _announcements.Add(announcement);
            }
            else
            {
                fanOut.Miss();
            }
        }
    }

    /// <summary>Starts delivering unless that is going on already. Returns at once.</summary>
    public void Run()
    {
        lock (_lock)
        {
            if (_isRunning)
            {
                return;
            }

            _isRunning = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    // The work item is the owner of the deliveries it starts: they end with the lane, and never throw.
    void IThreadPoolWorkItem.Execute() => _ = DeliverAllAsync();

    private async Task DeliverAllAsync()
    {
        Delivery? delivery = null;
        try
        {
            while ((delivery = Take()) is not null)
            {
                long moment = fanOut.Moment;
                StreamId[] unwanted = await target.Deliver(delivery);
                fanOut.Forget(this, unwanted, moment);
            }

            fanOut.Rest(this);
        }
        catch (Exception failure)
        {
            // What the gateway missed it notices by its positions, and registers again. Announcements have none.
            Log.GatewayLost(logger, failure);
            fanOut.End(this);
            if (delivery?.Announcements.Length > 0 || HasAnnouncements())
            {
                fanOut.Miss();
            }
        }
    }

    // Asked of a lane that has ended: nothing is added any more.
    private bool HasAnnouncements()
    {
        lock (_lock)
        {
            return _announcements.Count > 0;
        }
    }

    private Delivery? Take()
    {
        lock (_lock)
        {
            if (_facts.Count + _notices.Count + _announcements.Count == 0 && !_hasGap)
            {
                _isRunning = false;
                return null;
            }

            int count = 0;
            long bytes = 0;
            while (count < _facts.Count && (count == 0 || bytes < options.DeliveryBytesMax))
            {
                bytes += _facts[count++].Frame.Length;
            }

            Envelope[] facts = TakeFirst(_facts, count);
            Notice[] notices = TakeFirst(_notices, _notices.Count);
            foreach (Notice notice in notices)
            {
                bytes += notice.Frame.Length;
            }

            Announcement[] announcements = TakeFirst(_announcements, _announcements.Count);
            foreach (Announcement announcement in announcements)
            {
                bytes += announcement.Size;
            }

            // The gap lies behind all that still waits: it is told with the last of it.
            bool hasGap = _hasGap && _facts.Count == 0;
            _hasGap &= !hasGap;
            _bytes -= bytes;
            return new Delivery(facts, notices, hasGap, announcements);
        }
    }

    private static T[] TakeFirst<T>(List<T> list, int count)
    {
        if (count == 0)
        {
            return [];
        }

        T[] taken = new T[count];
        list.CopyTo(0, taken, 0, count);
        list.RemoveRange(0, count);
        return taken;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A gateway does not take deliveries; it is forgotten")]
        public static partial void GatewayLost(ILogger logger, Exception failure);
    }
}

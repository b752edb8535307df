using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spico.Gateway.Inboxes;
using Spico.Gateway.Sessions;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Gateway.Streams;

/// <summary>
/// Every stream that sessions of this gateway have open: opens and closes them, and hands what the silos deliver to
/// the sessions concerned. A batch wakes each session it touched once; the path allocates nothing per subscriber.
/// </summary>
internal sealed partial class StreamHub
{
    [ThreadStatic]
    private static List<Outbox>? _touched;

    private readonly ConcurrentDictionary<StreamId, GatewayStream> _streams = new();
    private readonly Lazy<IStreamGrains> _grains;
    private readonly SessionOptions _limits;
    private readonly CatchUp _catchUp;
    private readonly Action<OpenStream> _startCatchUp;
    private readonly Action<Closing> _closed;
    private readonly ILogger<StreamHub> _logger;
    private uint _epoch;

    /// <param name="grains">Lazy, because the grains are told of the observer, which hands over to this hub.</param>
    public StreamHub(
        Lazy<IStreamGrains> grains,
        IOptions<SessionOptions> limits,
        IOptions<GatewayOptions> options,
        TimeProvider time,
        ILogger<StreamHub> logger)
    {
        _grains = grains;
        _limits = limits.Value;
        _logger = logger;
        _catchUp = new CatchUp(grains, this, options.Value, time, logger);
        _startCatchUp = _catchUp.Start;
        Inboxes = new InboxWatch(grains, this, options.Value, time);
        Closings = new Closings(grains, options.Value, time, logger);
        _closed = Closings.Note;
    }

    /// <summary>Told when a silo has dropped something: all positions are to be checked now.</summary>
    public event Action? GapReported;

    /// <summary>The store's epoch as last seen; 0 when not known yet.</summary>
    public uint Epoch => Volatile.Read(ref _epoch);

    /// <summary>What open inboxes are to be told.</summary>
    public InboxWatch Inboxes { get; }

    /// <summary>What streams are to be told of sessions that have them open no more.</summary>
    public Closings Closings { get; }

    /// <summary>The streams that are open.</summary>
    public ICollection<GatewayStream> Streams => _streams.Values;

    /// <summary>Reads the store's epoch.</summary>
    public async ValueTask<uint> ReadEpochAsync()
    {
        if (Epoch == 0)
        {
            NoteEpoch((await _grains.Value.HeadsAsync([])).Epoch);
        }

        return Epoch;
    }

    /// <summary>Until when somebody may act for a person, as that person's inbox says; 0: they may not.</summary>
    public ValueTask<long> ActsUntilAsync(PersonId person, PersonId actedBy) =>
        _grains.Value.ActsUntilAsync(person, actedBy);

    /// <summary>A stream that is open on a session of this gateway, or null.</summary>
    public GatewayStream? Find(StreamId stream) => _streams.GetValueOrDefault(stream);

    /// <summary>A page of facts for a caller.</summary>
    public ValueTask<HistoryPage> ReadAsync(Caller caller, StreamId stream, HistoryQuery query) =>
        _grains.Value.ReadAsync(caller, stream, query);

    /// <summary>The durable heads of streams, in the order asked.</summary>
    public ValueTask<StreamHeads> HeadsAsync(StreamId[] streams) => _grains.Value.HeadsAsync(streams);

    /// <summary>
    /// Makes a stream known as open on a session, without telling it anything yet: <see cref="SubscribeAsync"/>
    /// follows, then <see cref="OpenStream.Start"/> once the client has its reply.
    /// </summary>
    public OpenStream Add(StreamId id, ISubscriber subscriber)
    {
        while (true)
        {
            GatewayStream stream = _streams.GetOrAdd(id, static id => new GatewayStream(id));
            var open = new OpenStream(subscriber, stream) { StartCatchUp = _startCatchUp, Closed = _closed };
            if (stream.TryAdd(open))
            {
                return open;
            }

            Forget(stream);
        }
    }

    /// <summary>
    /// Has the stream delivered to this gateway and decides where the client goes on. Subscribe first, then read up
    /// to the head: the other order loses what arrives between. Throws what the call throws.
    /// </summary>
    public async ValueTask<Reply> SubscribeAsync(OpenStream open, Position? after)
    {
        if (open.Stream.Id.Kind == StreamKind.Inbox)
        {
            await Inboxes.EnsureAsync();
        }

        Subscription subscription = await _grains.Value.SubscribeAsync(open.Subscriber.Caller, open.Stream.Id);
        if (subscription.Refusal is { } refusal)
        {
            return new Reply { Error = refusal };
        }

        NoteEpoch(subscription.Head.Epoch);
        StreamPosition head = subscription.Head;
        long visibleAfter = subscription.Access.VisibleAfter;
        bool isResync = after is not null && (after.Epoch != head.Epoch || after.Seq > (ulong)head.Seq
            || head.Seq - Math.Max((long)after.Seq, visibleAfter) > _limits.ResumeFactsMax);
        long next = after is null || isResync ? head.Seq + 1 : Math.Max((long)after.Seq, visibleAfter) + 1;
        open.Admit(head, subscription, next);
        OpenStreamResponse view = subscription.View ?? new OpenStreamResponse { Head = head.ToMessage() };
        if (isResync)
        {
            view = view.Clone();
            view.Resync = true;
        }

        return new Reply { OpenStream = view };
    }

    /// <summary>
    /// Subscribes again to a stream whose facts do not arrive any more, on the authority of whoever may still read
    /// it, then lets those behind catch up.
    /// </summary>
    public async Task RepairAsync(GatewayStream stream, long head)
    {
        foreach (OpenStream open in stream.Snapshot())
        {
            Subscription subscription = await _grains.Value.FollowAsync(open.Subscriber.Caller, stream.Id);
            if (subscription.Refusal is null)
            {
                NoteEpoch(subscription.Head.Epoch);
                head = Math.Max(head, subscription.Head.Seq);
                break;
            }
        }

        Log.Repaired(_logger, stream.Id, head);
        stream.Repair(head);
    }

    /// <summary>Closes a stream on a session.</summary>
    public void Remove(OpenStream open)
    {
        if (open.Stream.Remove(open))
        {
            Forget(open.Stream);
        }
    }

    /// <summary>Hands over a delivery. Answers the streams among it that nobody here has open.</summary>
    public StreamId[] Deliver(Delivery delivery)
    {
        // Taken, not shared: readers run on this thread below, and must find nothing of ours.
        List<Outbox> touched = _touched ?? [];
        _touched = null;
        List<StreamId>? unwanted = null;
        try
        {
            foreach (Envelope fact in delivery.Facts)
            {
                if (!DeliverOne(fact, touched) && unwanted?.Contains(fact.Stream) != true)
                {
                    (unwanted ??= []).Add(fact.Stream);
                }
            }

            foreach (Notice notice in delivery.Notices)
            {
                if (_streams.TryGetValue(notice.Inbox, out GatewayStream? inbox))
                {
                    inbox.Publish(new SharedPush(notice.Frame), touched);
                }
            }

            foreach (Announcement announcement in delivery.Announcements)
            {
                Announce(announcement, touched);
            }
        }
        finally
        {
            Wake(touched);
            _touched = touched;
        }

        if (delivery.HasGap)
        {
            Log.Gap(_logger);
            GapReported?.Invoke();
        }

        return unwanted is null ? [] : [.. unwanted];
    }

    /// <summary>The store's epoch was seen: positions of another one cannot be continued.</summary>
    public void NoteEpoch(uint epoch)
    {
        uint known = Interlocked.Exchange(ref _epoch, epoch);
        if (known == 0 || known == epoch)
        {
            return;
        }

        Log.EpochChanged(_logger, known, epoch);
        List<Outbox> touched = [];
        foreach (GatewayStream stream in _streams.Values)
        {
            stream.EndOtherEpochs(epoch, touched);
        }

        Wake(touched);
    }

    /// <summary>Wakes the readers of the sessions that a batch touched, once each.</summary>
    public static void Wake(List<Outbox> touched)
    {
        if (touched.Count > 0)
        {
            ReaderBatch.Wake(touched);
            touched.Clear();
        }
    }

    private bool DeliverOne(Envelope fact, List<Outbox> touched)
    {
        if (!_streams.TryGetValue(fact.Stream, out GatewayStream? stream))
        {
            return false;
        }

        if (stream.Deliver(fact, touched))
        {
            return true;
        }

        Forget(stream);
        return false;
    }

    // To those of the persons who have their inbox open here, and who acts for them if named.
    private void Announce(Announcement announcement, List<Outbox> touched)
    {
        var push = new SharedPush(announcement.Frame);
        foreach (PersonId person in announcement.Persons)
        {
            Find(StreamId.InboxOf(person))?.Publish(
                push,
                touched,
                subscriber => subscriber.Caller.ActedBy is not { } actor
                    || announcement.Acting.Contains(new ActingFor(person, actor)));
        }
    }

    private void Forget(GatewayStream stream) =>
        _streams.TryRemove(new KeyValuePair<StreamId, GatewayStream>(stream.Id, stream));

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Information, Message = "Stream {Stream} was behind and is followed again to {Head}")]
        public static partial void Repaired(ILogger logger, StreamId stream, long head);

        [LoggerMessage(Level = LogLevel.Warning, Message = "A silo dropped deliveries to this gateway")]
        public static partial void Gap(ILogger logger);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The store's epoch went from {Known} to {Epoch}")]
        public static partial void EpochChanged(ILogger logger, uint known, uint epoch);
    }
}

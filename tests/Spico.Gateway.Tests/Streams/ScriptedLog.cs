using System.Collections.Concurrent;
using Google.Protobuf;
using Spico.Gateway.Streams;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Gateway.Tests.Streams;

/// <summary>
/// The log of one stream as the silos would answer for it: facts appended by the test, pages read from them with the
/// rights of the caller, delivered live only when the test says so.
/// </summary>
internal sealed class ScriptedLog(StreamId stream) : IStreamGrains
{
    private readonly Lock _gate = new();
    private readonly List<Envelope> _facts = [];
    private readonly Dictionary<PersonId, long> _removedAt = [];

    public uint Epoch { get; set; } = 1;

    /// <summary>Until when anybody may act for anybody.</summary>
    public long ActsUntil { get; set; }

    public ValueTask<long> ActsUntilAsync(PersonId person, PersonId actedBy) => ValueTask.FromResult(ActsUntil);

    public StreamAccess Access { get; set; } = StreamAccess.All;

    /// <summary>What is withheld from whoever acts for the callers.</summary>
    public uint Withheld { get; set; }

    public int PageFacts { get; set; } = 3;

    public int Subscriptions { get; private set; }

    public int Reads { get; private set; }

    /// <summary>Runs before each call is answered; may wait or throw.</summary>
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    public long Head
    {
        get
        {
            lock (_gate)
            {
                return _facts.Count;
            }
        }
    }

    /// <summary>Who acts for somebody, and is answered nothing.</summary>
    public PersonId? Barred { get; set; }

    public Envelope Append(
        DataClass dataClass = DataClass.Unspecified, AccessChange? access = null, PulledBy pulledBy = PulledBy.Nobody)
    {
        lock (_gate)
        {
            long seq = _facts.Count + 1;
            var fact = new Fact { Stream = stream.ToByteString(), Seq = (ulong)seq, DataClass = dataClass };
            fact.MessagePosted = new MessagePosted { Text = $"message {seq}" };
            var frame = new Frame { Push = new Push { Fact = fact } };
            var envelope = new Envelope(stream, seq, dataClass, frame.ToByteArray(), access) { PulledBy = pulledBy };
            _facts.Add(envelope);
            if (access is { Access: null })
            {
                _removedAt[access.Person] = seq;
            }

            return envelope;
        }
    }

    public async ValueTask<Subscription> SubscribeAsync(Caller caller, StreamId id)
    {
        await Before("subscribe");
        lock (_gate)
        {
            Subscriptions++;
            return _removedAt.ContainsKey(caller.Person)
                ? new Subscription { Refusal = new Error { Code = Protocol.V1.ErrorCode.NotAccessible } }
                : new Subscription
                {
                    Head = new StreamPosition(Epoch, _facts.Count),
                    Access = Access,
                    Opening = Opening,
                    Withheld = Withheld,
                };
        }
    }

    /// <summary>What it calls the next opening; 0: it does not want to be told when it is closed.</summary>
    public long Opening { get; set; }

    /// <summary>The closings that it was told of.</summary>
    public ConcurrentQueue<Closing> Closings { get; } = [];

    /// <summary>The positions that pages were read for, when the reader had the stream open.</summary>
    public ConcurrentQueue<long?> OpenedAt { get; } = [];

    public ValueTask<Subscription> FollowAsync(Caller caller, StreamId id) => SubscribeAsync(caller, id);

    public async ValueTask<bool> ClosedAsync(Closing closing)
    {
        await Before("closed");
        Closings.Enqueue(closing);
        return true;
    }

    public async ValueTask<HistoryPage> ReadAsync(Caller caller, StreamId id, HistoryQuery query)
    {
        await Before("read");
        OpenedAt.Enqueue(query.OpenedAt);
        lock (_gate)
        {
            Reads++;
            if (Barred is not null && caller.ActedBy == Barred)
            {
                return new HistoryPage { Refusal = new Error { Code = Protocol.V1.ErrorCode.NotAccessible } };
            }

            long end = _removedAt.TryGetValue(caller.Person, out long removed) ? removed : _facts.Count;
            Envelope[] page = [.. _facts.Where(fact => fact.Seq > query.From && fact.Seq <= end)
                .Take(Math.Min(PageFacts, query.Limit))
                .Select(fact => Access.CanRead(fact.DataClass) ? fact : Elide(fact))];
            return new HistoryPage { Facts = page, Head = new StreamPosition(Epoch, _facts.Count) };
        }
    }

    public async ValueTask<StreamHeads> HeadsAsync(StreamId[] streams)
    {
        await Before("heads");
        return new StreamHeads(Epoch, [.. streams.Select(id => id == stream ? Head : 0)]);
    }

    /// <summary>How long nothing was missed.</summary>
    public Guid Term { get; set; } = Guid.NewGuid();

    public async ValueTask<Guid> WatchInboxesAsync()
    {
        await Before("watch");
        return Term;
    }

    public async ValueTask<Reply> ReadInboxAsync(Caller caller, StreamId inbox, StreamId[] conversations)
    {
        await Before("inbox");
        var list = new ListInboxResponse();
        list.Entries.AddRange(conversations.Select(id => new InboxEntry
        {
            Conversation = id.ToByteString(),
            Head = new Position { Epoch = Epoch, Seq = (ulong)Head },
        }));
        return new Reply { ListInbox = list };
    }

    private static Envelope Elide(Envelope fact) => new(
        fact.Stream, fact.Seq, fact.DataClass, StreamPushes.Elided(fact.Stream, fact.Seq).Frame.ToArray(), fact.Access);
}

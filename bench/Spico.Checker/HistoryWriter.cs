using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Checker;

/// <summary>
/// Where one client, or the harness itself, writes down what happens to it. Cheap: a record in memory each. May be
/// used from several threads; clients share nothing but the counter.
/// </summary>
public sealed class HistoryWriter
{
    private const int ChunkEvents = 256;

    private readonly Lock _gate = new();
    private readonly List<HistoryEvent[]> _chunks = [];
    private readonly History _history;
    private int _last = ChunkEvents;
    private long _sends;

    internal HistoryWriter(History history, int session, string name, Guid person)
    {
        _history = history;
        Session = session;
        Name = name;
        Person = person;
    }

    /// <summary>The index of the client in the history.</summary>
    public int Session { get; }

    /// <summary>What timelines call the client.</summary>
    public string Name { get; }

    /// <summary>Whose client it is.</summary>
    public Guid Person { get; }

    /// <summary>A message is about to be sent. Returns what ties its outcome to it.</summary>
    public long SendInvoke(StreamId conversation, ulong hash)
    {
        long send = ((long)Session << 32) | Interlocked.Increment(ref _sends);
        Add(EventKind.SendInvoke, Of(conversation), -1, 0, 0, send, hash);
        return send;
    }

    /// <summary>The message was acknowledged.</summary>
    public void SendOk(StreamId conversation, long send, StreamPosition position) =>
        Add(EventKind.SendOk, Of(conversation), -1, position.Epoch, position.Seq, send, 0);

    /// <summary>The message was refused for good: it surely is not in the log.</summary>
    public void SendFail(StreamId conversation, long send) =>
        Add(EventKind.SendFail, Of(conversation), -1, 0, 0, send, 0);

    /// <summary>The outcome is not known. Anything that is not surely refused is this.</summary>
    public void SendUnknown(StreamId conversation, long send) =>
        Add(EventKind.SendUnknown, Of(conversation), -1, 0, 0, send, 0);

    /// <summary>A fact was pushed.</summary>
    public void Deliver(uint epoch, Fact fact)
    {
        LogEntry entry = LogEntry.From(fact);
        StreamId.TryFrom(fact.Stream, out StreamId conversation);
        Deliver(
            conversation, epoch, entry.Seq, entry.Author, entry.Hash, fact.BodyCase == Fact.BodyOneofCase.Elided);
    }

    /// <summary>A fact was pushed, with a hash when it is a message.</summary>
    public void Deliver(StreamId conversation, uint epoch, long seq, Guid author, ulong hash, bool isElided = false) =>
        Add(EventKind.Deliver, Of(conversation), _history.AuthorOf(author), epoch, seq, 0, hash, isElided);

    /// <summary>A fact was read as history.</summary>
    public void Read(uint epoch, Fact fact)
    {
        LogEntry entry = LogEntry.From(fact);
        StreamId.TryFrom(fact.Stream, out StreamId conversation);
        bool isElided = fact.BodyCase == Fact.BodyOneofCase.Elided;
        int author = _history.AuthorOf(entry.Author);
        Add(EventKind.Read, Of(conversation), author, epoch, entry.Seq, 0, entry.Hash, isElided);
    }

    /// <summary>The client asks for a stream after a position; null: for new facts only.</summary>
    public void ResumeInvoke(StreamId conversation, StreamPosition? after) =>
        Add(EventKind.ResumeInvoke, Of(conversation), -1, after?.Epoch ?? 0, after?.Seq ?? -1, 0, 0);

    /// <summary>
    /// The server agreed; the first fact to come is the one after the position. The head is the stream's at that
    /// moment: an end of access beyond it is met live.
    /// </summary>
    public void ResumeOk(StreamId conversation, StreamPosition after, long head) =>
        Add(EventKind.ResumeOk, Of(conversation), -1, after.Epoch, after.Seq, head, 0);

    /// <summary>The server could not continue; the first fact to come is the one after the position.</summary>
    public void Resync(StreamId conversation, StreamPosition after) =>
        Add(EventKind.Resync, Of(conversation), -1, after.Epoch, after.Seq, after.Seq, 0);

    /// <summary>The client closed the stream: nothing more is expected of it.</summary>
    public void StreamEnd(StreamId conversation) => Add(EventKind.StreamEnd, Of(conversation), -1, 0, 0, 0, 0);

    /// <summary>The server ended the stream because the access ended at the fact before.</summary>
    public void AccessEnd(StreamId conversation) => Add(EventKind.AccessEnd, Of(conversation), -1, 0, 0, 0, 0);

    /// <summary>A fault takes effect. Returns what ends it.</summary>
    public long FaultBegin(string kind, string target)
    {
        long fault = _history.AddFault($"{kind} {target}");
        Add(EventKind.FaultBegin, -1, -1, 0, 0, fault, 0);
        return fault;
    }

    /// <summary>The fault is over.</summary>
    public void FaultEnd(long fault) => Add(EventKind.FaultEnd, -1, -1, 0, 0, fault, 0);

    /// <summary>Sends and faults are over: from here on everything live must arrive.</summary>
    public void Quiet() => Add(EventKind.Quiet, -1, -1, 0, 0, 0, 0);

    internal void Restore(HistoryEvent happened) => Store(happened);

    internal void CopyTo(List<HistoryEvent> events)
    {
        lock (_gate)
        {
            for (int i = 0; i < _chunks.Count; i++)
            {
                events.AddRange(_chunks[i].AsSpan(0, i == _chunks.Count - 1 ? _last : ChunkEvents));
            }
        }
    }

    private int Of(StreamId conversation) => _history.IndexOf(conversation.Value);

    private void Add(
        EventKind kind,
        int conversation,
        int author,
        uint epoch,
        long seq,
        long send,
        ulong hash,
        bool isElided = false)
    {
        lock (_gate)
        {
            // The counter is taken within the lock: a client's own events are in order as they stand.
            Store(new HistoryEvent(
                _history.Next(), kind, Session, conversation, author, epoch, seq, send, hash, isElided));
        }
    }

    private void Store(HistoryEvent happened)
    {
        if (_last == ChunkEvents)
        {
            // Pinned memory is neither cleared nor copied by the collector: there is much of it, and it all stays.
            _chunks.Add(GC.AllocateUninitializedArray<HistoryEvent>(ChunkEvents, pinned: true));
            _last = 0;
        }

        _chunks[^1][_last++] = happened;
    }
}

using System.Collections.Concurrent;
using Spico.Protocol;

namespace Spico.Checker;

/// <summary>
/// What every client of a run saw and did, in one order, and the log as it was at the end. Written by one process,
/// whose counter gives the order: what returned before something else began has the smaller number.
/// </summary>
public sealed class History
{
    private readonly ConcurrentDictionary<Guid, int> _conversationIndex = new();
    private readonly ConcurrentDictionary<Guid, int> _authorIndex = new();
    private readonly ConcurrentDictionary<int, Guid> _conversations = new();
    private readonly ConcurrentDictionary<int, Guid> _authors = new();
    private readonly ConcurrentDictionary<Guid, IReadOnlyList<LogEntry>> _logs = new();
    private readonly ConcurrentDictionary<Guid, uint> _epochs = new();
    private readonly Lock _gate = new();
    private readonly List<HistoryWriter> _clients = [];
    private readonly List<string> _faults = [];
    private long _counter;

    /// <summary>What is needed to repeat the run: seed, commit, versions, settings, schedule of faults.</summary>
    public IDictionary<string, string> Header { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The clients, by index.</summary>
    public IReadOnlyList<HistoryWriter> Clients
    {
        get
        {
            lock (_gate)
            {
                return [.. _clients];
            }
        }
    }

    /// <summary>The faults that took effect.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (_gate)
            {
                return [.. _faults];
            }
        }
    }

    /// <summary>The conversations whose final log is known.</summary>
    public IReadOnlyDictionary<Guid, IReadOnlyList<LogEntry>> Logs => _logs;

    /// <summary>Where a client writes. One for the life of the client, however often it reconnects.</summary>
    public HistoryWriter AddClient(string name, PersonId person) => AddClient(name, person.Value);

    /// <summary>Where the harness writes faults and the beginning of the quiet end.</summary>
    public HistoryWriter AddHarness() => AddClient("harness", Guid.Empty);

    /// <summary>The log of a conversation at the end, from its beginning.</summary>
    public void Final(StreamId conversation, uint epoch, IEnumerable<LogEntry> log) =>
        Final(conversation.Value, epoch, log);

    /// <summary>Every event in its order.</summary>
    public IReadOnlyList<HistoryEvent> Events()
    {
        List<HistoryEvent> events = [];
        foreach (HistoryWriter client in Clients)
        {
            client.CopyTo(events);
        }

        events.Sort(static (left, right) => left.Order.CompareTo(right.Order));
        return events;
    }

    /// <summary>The conversation behind an index of an event.</summary>
    public Guid ConversationAt(int index) => _conversations.GetValueOrDefault(index);

    /// <summary>The author behind an index of an event.</summary>
    public Guid AuthorAt(int index) => _authors.GetValueOrDefault(index);

    /// <summary>The epoch in which a conversation's final log was read.</summary>
    public uint EpochOf(Guid conversation) => _epochs.GetValueOrDefault(conversation);

    internal void Final(Guid conversation, uint epoch, IEnumerable<LogEntry> log)
    {
        IndexOf(conversation);
        _epochs[conversation] = epoch;
        _logs[conversation] = [.. log];
    }

    internal HistoryWriter AddClient(string name, Guid person)
    {
        lock (_gate)
        {
            var client = new HistoryWriter(this, _clients.Count, name, person);
            _clients.Add(client);
            return client;
        }
    }

    internal long AddFault(string fault)
    {
        lock (_gate)
        {
            _faults.Add(fault);
            return _faults.Count - 1;
        }
    }

    internal long Next() => Interlocked.Increment(ref _counter);

    internal int IndexOf(Guid conversation) => Intern(conversation, _conversationIndex, _conversations);

    internal int AuthorOf(Guid person) => person == Guid.Empty ? -1 : Intern(person, _authorIndex, _authors);

    private int Intern(Guid id, ConcurrentDictionary<Guid, int> indexes, ConcurrentDictionary<int, Guid> ids)
    {
        if (indexes.TryGetValue(id, out int index))
        {
            return index;
        }

        lock (_gate)
        {
            if (!indexes.TryGetValue(id, out index))
            {
                index = indexes.Count;
                ids[index] = id;
                indexes[id] = index;
            }

            return index;
        }
    }
}

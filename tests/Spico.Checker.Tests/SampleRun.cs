using Spico.Protocol;

namespace Spico.Checker.Tests;

/// <summary>
/// A run of a small group written down by hand: what a faultless server would have let its clients see.
/// </summary>
internal sealed class SampleRun
{
    public const uint Epoch = 1;

    private readonly List<LogEntry> _log = [];
    private readonly Dictionary<PersonId, (HistoryWriter Writer, bool IsOpen)> _clients = [];
    private readonly Dictionary<PersonId, Queue<LogEntry>> _late = [];

    public SampleRun()
    {
        Author = PersonId.New();
        Conversation = StreamId.OpenedBy(StreamKind.Conversation, Author, RequestId.New());
        _log.Add(new LogEntry { Seq = 1, Kind = LogEntryKind.Other, Author = Author.Value });
        Harness = History.AddHarness();
        Connect("author", Author, after: 0);
    }

    public History History { get; } = new();

    public HistoryWriter Harness { get; }

    public PersonId Author { get; }

    public StreamId Conversation { get; }

    public long Head => _log.Count;

    public List<LogEntry> Log => _log;

    public IEnumerable<PersonId> Members => _clients.Where(client => client.Value.IsOpen).Select(client => client.Key);

    public HistoryWriter this[PersonId person] => _clients[person].Writer;

    /// <summary>A client of the person that has the conversation open and has caught up.</summary>
    public HistoryWriter Connect(string name, PersonId person, long after)
    {
        HistoryWriter writer = History.AddClient(name, person);
        writer.ResumeInvoke(Conversation, new StreamPosition(Epoch, after));
        writer.ResumeOk(Conversation, new StreamPosition(Epoch, after), Head);
        _clients[person] = (writer, true);
        foreach (LogEntry entry in _log.Where(entry => entry.Seq > after))
        {
            Deliver(writer, entry);
        }

        return writer;
    }

    public PersonId Add(string name, int withheld = 0, bool fromNow = false)
    {
        PersonId person = PersonId.New();
        Append(new LogEntry
        {
            Seq = Head + 1,
            Kind = LogEntryKind.MemberAdded,
            Author = Author.Value,
            Person = person.Value,
            VisibleAfter = fromNow ? Head : 0,
            Withheld = withheld,
        });
        Connect(name, person, after: fromNow ? Head - 1 : 0);
        return person;
    }

    /// <summary>From now on the person's client gets nothing until it catches up.</summary>
    public void Lag(PersonId person) => _late.TryAdd(person, []);

    /// <summary>The client gets what it is behind; over a new connection if asked.</summary>
    public void CatchUp(PersonId person, bool reconnects)
    {
        _late.Remove(person, out Queue<LogEntry>? late);
        if (reconnects)
        {
            var held = new StreamPosition(Epoch, late is { Count: > 0 } ? late.Peek().Seq - 1 : Head);
            this[person].ResumeInvoke(Conversation, held);
            this[person].ResumeOk(Conversation, held, Head);
        }

        foreach (LogEntry entry in late ?? [])
        {
            Deliver(this[person], entry);
        }
    }

    /// <summary>Everybody catches up, and the quiet end begins.</summary>
    public void Quiet()
    {
        foreach (PersonId person in _late.Keys.ToList())
        {
            CatchUp(person, reconnects: false);
        }

        Harness.Quiet();
    }

    public void Remove(PersonId person)
    {
        Append(new LogEntry
        {
            Seq = Head + 1,
            Kind = LogEntryKind.MemberEnded,
            Author = Author.Value,
            Person = person.Value,
        });
        CatchUp(person, reconnects: false);
        this[person].AccessEnd(Conversation);
        _clients[person] = (this[person], false);
    }

    /// <summary>A message that is acknowledged and reaches everybody.</summary>
    public long Post(PersonId by, string text, int dataClass = 0)
    {
        long send = this[by].SendInvoke(Conversation, BodyHash.Of(text));
        Store(by, text, dataClass);
        this[by].SendOk(Conversation, send, new StreamPosition(Epoch, Head));
        return Head;
    }

    /// <summary>A message reaches the log and everybody, whatever its sender is told.</summary>
    public void Store(PersonId by, string text, int dataClass = 0) => Append(new LogEntry
    {
        Seq = Head + 1,
        Kind = LogEntryKind.Message,
        Author = by.Value,
        DataClass = dataClass,
        Hash = BodyHash.Of(text),
    });

    /// <summary>A fact that is in the log and that nobody has been told of yet.</summary>
    public LogEntry StoreSilently(PersonId by, string text)
    {
        var entry = new LogEntry
        {
            Seq = Head + 1,
            Kind = LogEntryKind.Message,
            Author = by.Value,
            Hash = BodyHash.Of(text),
        };
        _log.Add(entry);
        return entry;
    }

    public void Deliver(HistoryWriter writer, LogEntry entry)
    {
        bool isElided = History.Logs.Count == 0 && IsWithheld(writer.Person, entry);
        if (isElided)
        {
            writer.Deliver(Conversation, Epoch, entry.Seq, Guid.Empty, 0, isElided: true);
        }
        else
        {
            writer.Deliver(Conversation, Epoch, entry.Seq, entry.Author, entry.Hash);
        }
    }

    public CheckReport Check(int acksMin = 1)
    {
        History.Final(Conversation, Epoch, _log);
        return HistoryChecker.Check(History, new CheckerOptions { AcksMin = acksMin });
    }

    private void Append(LogEntry entry)
    {
        _log.Add(entry);
        foreach (PersonId member in Members)
        {
            if (_late.TryGetValue(member, out Queue<LogEntry>? late))
            {
                late.Enqueue(entry);
            }
            else
            {
                Deliver(this[member], entry);
            }
        }
    }

    private bool IsWithheld(Guid person, LogEntry entry) =>
        _log.LastOrDefault(added => added.Kind == LogEntryKind.MemberAdded && added.Person == person) is { } rights &&
        (rights.Withheld & (1 << entry.DataClass)) != 0;
}

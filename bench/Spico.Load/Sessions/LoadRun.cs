using System.Diagnostics;
using Spico.Checker;
using Spico.Client;
using Spico.Load.Targets;
using Spico.Load.Verdicts;
using Spico.Protocol;
using Spico.Protocol.V1;
using ErrorCode = Spico.Protocol.V1.ErrorCode; // Orleans has one too.

namespace Spico.Load.Sessions;

/// <summary>
/// What all runs share: people are registered and connected, conversations made and opened, and at the end everybody
/// is waited for and the log is read back by somebody who only watched.
/// </summary>
internal sealed class LoadRun : IAsyncDisposable
{
    private const int ConnectingAtOnce = 32;
    private const int PeopleAtOnce = 200;
    private const int MembersAtOnce = 500;
    private static readonly TimeSpan ArrivalWait = TimeSpan.FromSeconds(60);

    private readonly LoadTarget _target;
    private readonly SpicoClient _organizer;
    private readonly Dictionary<LoadPerson, LoadSession> _sessions = [];
    private readonly List<LoadConversation> _conversations = [];

    private LoadRun(LoadTarget target, SpicoClient organizer)
    {
        _target = target;
        _organizer = organizer;
        Harness = History.AddHarness();
    }

    public History History { get; } = new();

    public HistoryWriter Harness { get; }

    public Arrivals Arrivals { get; } = new();

    public LoadTarget Target => _target;

    public IReadOnlyList<LoadConversation> Conversations => _conversations;

    public int Sessions => _sessions.Count;

    public int Reconnects => _sessions.Values.Sum(session => session.Reconnects);

    public LoadSession this[LoadPerson person] => _sessions[person];

    public static async Task<LoadRun> BeginAsync(LoadTarget target, CancellationToken cancellationToken)
    {
        LoadPerson organizer = LoadPerson.Named("organizer");
        SpicoClientOptions options = target.OptionsFor(organizer.Id, organizer.Name, isAdministrator: true);
        return new LoadRun(target, await SpicoClient.ConnectAsync(options, cancellationToken));
    }

    /// <summary>Registers people and connects a client for each.</summary>
    public async Task ConnectAsync(IReadOnlyCollection<LoadPerson> people, CancellationToken cancellationToken)
    {
        foreach (LoadPerson[] some in people.Chunk(PeopleAtOnce))
        {
            await _organizer.RegisterPeopleAsync(some.Select(person => person.ToNewPerson()), cancellationToken);
        }

        var atOnce = new ParallelOptions
        {
            MaxDegreeOfParallelism = ConnectingAtOnce,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(people, atOnce, async (person, cancellation) =>
        {
            LoadSession session = await LoadSession.ConnectAsync(_target, person, History, Arrivals, cancellation);
            lock (_sessions)
            {
                _sessions.Add(person, session);
            }
        });
    }

    /// <summary>Makes a conversation that every member opens.</summary>
    public async Task<LoadConversation> CreateAsync(
        string title,
        IReadOnlyList<LoadPerson> members,
        CancellationToken cancellationToken)
    {
        CreateConversationResponse created = await _organizer.CreateGroupAsync(
            title, members.Take(MembersAtOnce).Select(member => member.Id), cancellationToken: cancellationToken);
        StreamId.TryFrom(created.Conversation, out StreamId id);
        foreach (LoadPerson member in members.Skip(MembersAtOnce))
        {
            await _organizer.AddMemberAsync(id, member.Id, cancellationToken: cancellationToken);
        }

        var conversation = new LoadConversation(title, id, members);
        _conversations.Add(conversation);
        var atOnce = new ParallelOptions
        {
            MaxDegreeOfParallelism = ConnectingAtOnce,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(members, atOnce, async (member, cancellation) =>
            await _sessions[member].OpenAsync(conversation, cancellation));
        return conversation;
    }

    /// <summary>Waits until everybody has what was accepted, or nothing has come for long.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        Harness.Quiet();
        IReadOnlyList<long> messages = await ReadLogsAsync(cancellationToken);
        long expected = _conversations.Zip(messages, (each, count) => count * each.Members.Count).Sum();
        long before = -1;
        var still = Stopwatch.StartNew();
        while (Arrivals.Delivered < expected && still.Elapsed < ArrivalWait)
        {
            long now = Arrivals.Delivered;
            if (now != before)
            {
                before = now;
                still.Restart();
            }

            await Task.Delay(20, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Parallel.ForEachAsync(_sessions.Values, async (session, _) => await session.DisposeAsync());
        await _organizer.DisposeAsync();
    }

    private async Task<IReadOnlyList<long>> ReadLogsAsync(CancellationToken cancellationToken)
    {
        List<long> messages = [];
        foreach (LoadConversation conversation in _conversations)
        {
            List<LogEntry> log = [];
            ReadHistoryResponse page;
            do
            {
                page = await ReadPageAsync(conversation.Id, log.Count, cancellationToken);
                log.AddRange(page.Facts.Select(LogEntry.From));
            }
            while (!page.End && page.Facts.Count > 0);

            History.Final(conversation.Id, page.Head.Epoch, log);
            messages.Add(log.Count(entry => entry.Kind == LogEntryKind.Message));
        }

        return messages;
    }

    private async Task<ReadHistoryResponse> ReadPageAsync(
        StreamId conversation,
        long after,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await _organizer.WhenConnectedAsync(cancellationToken);
                return await _organizer.ReadHistoryAsync(
                    conversation, after: after, limit: 1000, cancellationToken: cancellationToken);
            }
            catch (SpicoException exception) when (exception.Code == ErrorCode.Unavailable)
            {
                // The server was restarted a moment ago.
                await Task.Delay(100, cancellationToken);
            }
        }
    }
}

using System.Diagnostics;
using Spico.Checker;
using Spico.Load.Targets;

namespace Spico.Load.Sessions;

/// <summary>
/// What all runs share: people are registered and connected, conversations made and opened, and at the end everybody
/// is waited for and the log is read back by somebody who only watched.
/// </summary>
internal sealed class LoadRun : IAsyncDisposable
{
    private const int ConnectingAtOnce = 32;
    private static readonly TimeSpan ArrivalWait = TimeSpan.FromSeconds(60);

    private readonly LoadTarget _target;
    private readonly Organizer _organizer;
    private readonly Dictionary<LoadPerson, LoadSession> _sessions = [];
    private readonly List<LoadConversation> _conversations = [];

    private LoadRun(LoadTarget target, Organizer organizer)
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

    public static async Task<LoadRun> BeginAsync(LoadTarget target, CancellationToken cancellationToken) =>
        new(target, await Organizer.ConnectAsync(target, cancellationToken));

    /// <summary>Registers people and connects a client for each.</summary>
    public async Task ConnectAsync(IReadOnlyCollection<LoadPerson> people, CancellationToken cancellationToken)
    {
        await _organizer.RegisterAsync(people, cancellationToken);
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
        LoadConversation conversation = await _organizer.CreateAsync(title, members, cancellationToken);
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
        IReadOnlyList<long> messages = await _organizer.ReadLogsAsync(
            _conversations, History, cancellationToken);
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
}

using System.Reflection;
using Spico.Checker;
using Spico.Client;
using Spico.Load.Sessions;
using Spico.Load.Targets;
using Spico.Peers;
using Spico.Testing;

namespace Spico.Load.Subjects;

/// <summary>
/// Spico behind the seam of the comparison: the built server as a process of its own, clients of the public SDK, and
/// beside what every peer is judged by, the full history for the checker.
/// </summary>
internal sealed class SpicoPeer(string name, TargetOptions options) : IPeer, IHistoryJudged
{
    private LoadTarget? _target;
    private Organizer? _organizer;
    private LoadConversation[] _conversations = [];
    private SpicoSession[] _sessions = [];
    private HistoryWriter? _harness;

    public PeerCard Card { get; } = new(
        name, VersionOf(typeof(SpicoPeer).Assembly), Meaning(options), IsStored: true, IsFlushed: true);

    public IReadOnlyList<int> ServerProcesses => Target.ServerProcesses;

    public IReadOnlyList<int> StoreProcesses => Target.StoreProcesses;

    public History History { get; } = new();

    public IReadOnlyList<LoadConversation> Conversations => _conversations;

    public LoadTarget Target => _target ?? throw new InvalidOperationException("It is not started.");

    public Organizer Organizer => _organizer ?? throw new InvalidOperationException("It is not started.");

    /// <summary>A server like this one with a store of its own, to be started and disposed of by the caller.</summary>
    public SpicoPeer Another(string itsName) => new(itsName, options);

    public async Task StartAsync(PeerPlan plan, CancellationToken cancellationToken)
    {
        _target = await LoadTarget.StartAsync(options);
        _organizer = await Organizer.ConnectAsync(_target, cancellationToken);
        _harness = History.AddHarness();

        // A server that keeps its data between runs knows the people of the last one: they have new conversations.
        LoadPerson[] people =
            [.. Enumerable.Range(0, plan.Members).Select(member => LoadPerson.Named($"member {member}"))];
        await _organizer.RegisterAsync(people, cancellationToken);
        _conversations = new LoadConversation[plan.Conversations];
        await Parallel.ForAsync(
            0,
            plan.Conversations,
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellationToken },
            async (index, cancellation) => _conversations[index] = await _organizer.CreateAsync(
                $"conversation {index}",
                people.AsMemory(index * plan.MembersEach, plan.MembersEach).ToArray(),
                cancellation));

        // Signing a token takes as long as many a request: it is done before anything is measured.
        _sessions = new SpicoSession[plan.Members];
        for (int member = 0; member < plan.Members; member++)
        {
            LoadPerson person = people[member];
            SpicoClientOptions client = _target.OptionsFor(person.Id, person.Name);
            _sessions[member] = new SpicoSession(
                client, _conversations[member / plan.MembersEach], History.AddClient(person.Name, person.Id));
        }
    }

    public async Task<IPeerSession> ConnectAsync(
        int member,
        IPeerReceiver receiver,
        CancellationToken cancellationToken)
    {
        int each = _sessions.Length / _conversations.Length;
        await _sessions[member].ConnectAsync(member / each, receiver, cancellationToken);
        return _sessions[member];
    }

    public async Task<CheckReport> JudgeAsync(CancellationToken cancellationToken)
    {
        _harness!.Quiet();
        await Organizer.ReadLogsAsync(_conversations, History, cancellationToken);
        return HistoryChecker.Check(History, new CheckerOptions { AcksMin = 1 });
    }

    /// <summary>Written down: something is done to the server.</summary>
    public long FaultBegins(string kind, string target) => _harness!.FaultBegin(kind, target);

    /// <summary>Written down: it is over.</summary>
    public void FaultEnds(long fault) => _harness!.FaultEnd(fault);

    public async ValueTask DisposeAsync()
    {
        foreach (SpicoSession session in _sessions)
        {
            await session.DisposeAsync();
        }

        if (_organizer is not null)
        {
            await _organizer.DisposeAsync();
        }

        if (_target is not null)
        {
            await _target.DisposeAsync();
        }
    }

    public static string VersionOf(Assembly assembly)
    {
        string version =
            assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        int plus = version.IndexOf('+');
        return plus < 0 ? version : version[..Math.Min(version.Length, plus + 9)];
    }

    private static string Meaning(TargetOptions options) => options.Servers.Count > 0
        ? "stored and flushed, as the server is set up"
        : $"encrypted, once, flushed in {(options.Store == Store.Sqlite ? "SQLite" : "PostgreSQL")}";
}

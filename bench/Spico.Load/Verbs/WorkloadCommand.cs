using System.CommandLine;
using Spico.Load.Reporting;
using Spico.Load.Subjects;
using Spico.Load.Workloads;
using Spico.Peers;

namespace Spico.Load.Verbs;

/// <summary>
/// <c>idle</c>, <c>catch-up</c>, <c>reconnect-storm</c>, <c>growth</c>, <c>failover</c>, <c>directory</c>,
/// <c>search</c>, <c>synthesis</c> and <c>dossiers</c>: one number or a few say how large the story is.
/// </summary>
internal sealed class WorkloadCommand
{
    private readonly TargetArguments? _target;
    private readonly MeasureArguments _measure;
    private readonly string _name;
    private readonly Option<int>[] _sizes;
    private readonly Func<ParseResult, IReadOnlyList<IWorkload>> _workloads;

    private WorkloadCommand(
        string name,
        Func<ParseResult, IReadOnlyList<IWorkload>> workloads,
        Option<int>[] sizes,
        MeasureArguments? measure = null,
        bool hasTarget = true)
    {
        _name = name;
        _workloads = workloads;
        _sizes = sizes;
        _measure = measure ?? new MeasureArguments();
        _target = hasTarget ? new TargetArguments() : null;
    }

    public static Command Idle()
    {
        Option<int> sessions = Size("--sessions", 10_000, "Sessions, signed in and subscribed, 8 a conversation.");
        return new WorkloadCommand("idle", parsed => [Workload(parsed.GetValue(sessions))], [sessions])
            .Create("Many sessions and nobody says anything: what a session holds.");

        static IdleWorkload Workload(int sessions) => new(new PeerPlan((sessions + 7) / 8, 8));
    }

    public static Command CatchUp()
    {
        Option<int> messages = Size("--messages", 200_000, "Messages stored in the conversation.");
        return new WorkloadCommand(
            "catch-up", parsed => [new CatchUpWorkload(parsed.GetValue(messages))], [messages])
            .Create("Reads a long conversation: the newest 50, 1,000 back, and a resume 1,000 behind.");
    }

    public static Command ReconnectStorm()
    {
        Option<int> sessions = Size("--sessions", 2000, "Sessions that come back at once, 8 a conversation.");
        Option<int> missed = Size("--missed", 50, "Messages that each of them missed.");
        return new WorkloadCommand(
            "reconnect-storm",
            parsed => [new ReconnectStormWorkload((parsed.GetValue(sessions) + 7) / 8, parsed.GetValue(missed))],
            [sessions, missed])
            .Create("Everybody comes back at once, each some messages behind.");
    }

    public static Command Growth()
    {
        Option<int> until = Size("--until", 100_000, "The largest size; the first is 1,000, each ten times the last.");
        Option<int> active = Size("--active", 1000, "Conversations that are posted to among those stored; 0: none.");
        return new WorkloadCommand("growth", Workloads, [until, active], new MeasureArguments(seconds: 5))
            .Create("What posting, opening and paging cost while one conversation, and the store, grow.");

        IReadOnlyList<IWorkload> Workloads(ParseResult parsed)
        {
            List<int> sizes = [];
            for (long size = 1000; size <= parsed.GetValue(until); size *= 10)
            {
                sizes.Add((int)size);
            }

            return parsed.GetValue(active) is > 0 and int some
                ? [new GrowthWorkload(sizes), new StoredConversationsWorkload(sizes, some)]
                : [new GrowthWorkload(sizes)];
        }
    }

    public static Command Uploads()
    {
        Option<int> atOnce = Size("--at-once", 4, "People who upload, each one file after the other.");
        Option<int> kilobytes = Size("--kilobytes", 1024, "KiB of a file.");
        return new WorkloadCommand(
            "uploads",
            parsed => [new UploadsWorkload(parsed.GetValue(atOnce), parsed.GetValue(kilobytes) * 1024)],
            [atOnce, kilobytes])
            .Create("Files are uploaded, shown, and downloaded by somebody else, who checks every byte.");
    }

    public static Command Failover()
    {
        Option<int> conversations = Size("--conversations", 40, "Conversations of 4 members.");
        Option<int> rate = Size("--rate", 400, "Messages a second, by schedule.");
        return new WorkloadCommand(
            "failover",
            parsed =>
            [
                new FailoverWorkload(new PeerPlan(parsed.GetValue(conversations), 4), parsed.GetValue(rate)),
            ],
            [conversations, rate],
            new MeasureArguments(seconds: 20),
            hasTarget: false)
            .Create("Kills one of two silos under load: the time until every conversation answers a new call.");
    }

    public static Command Directory()
    {
        Option<int> rows = Size("--rows", 100_000, "Rows of the extract; the country's has some 1,900,000.");
        return new WorkloadCommand(
            "directory", parsed => [new DirectoryWorkload(parsed.GetValue(rows))], [rows])
            .Create("Imports an extract of invented professionals, then searches it in every way.");
    }

    public static Command Search()
    {
        Option<int> messages = Size("--messages", 100_000, "Messages that the searching person may read.");
        Option<int> conversations = Size("--conversations", 300, "Conversations that they lie in.");
        return new WorkloadCommand(
            "search",
            parsed => [new SearchWorkload(parsed.GetValue(conversations), parsed.GetValue(messages))],
            [messages, conversations])
            .Create("Stores messages of invented words, then searches them in every way.");
    }

    public static Command Synthesis()
    {
        Option<int> messages = Size("--messages", 5_000, "Messages of the conversation.");
        return new WorkloadCommand(
            "synthesis", parsed => [new SynthesisWorkload(parsed.GetValue(messages))], [messages])
            .Create("Makes a document of a long conversation, as PDF and as a page.");
    }

    public static Command Dossiers()
    {
        Option<int> until = Size("--until", 100_000, "Dossiers in the store.");
        Option<int> small = Size("--small", 2_000, "Dossiers of the server that takes turns with it, 2,000 at least.");
        Option<int> facts = Size("--facts", 20, "Facts of each.");
        Option<int> mine = Size("--mine", 500, "Of them, those of one person who reads across them.");
        return new WorkloadCommand(
            "dossiers",
            parsed =>
            [
                new DossiersWorkload(
                    parsed.GetValue(until), parsed.GetValue(small), parsed.GetValue(facts), parsed.GetValue(mine)),
            ],
            [until, small, facts, mine],
            new MeasureArguments(seconds: 5))
            .Create("Fills the store with dossiers, starts the server anew, and opens them one after the other.");
    }

    private static Option<int> Size(string name, int value, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };

    private Command Create(string description)
    {
        var command = new Command(_name, description);
        foreach (Option option in _sizes.Concat(_target?.All ?? []).Concat(_measure.All))
        {
            command.Add(option);
        }

        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Dictionary<string, object> settings = _target?.Describe(parsed) ?? [];
        foreach (Option<int> size in _sizes)
        {
            settings[size.Name.TrimStart('-')] = parsed.GetValue(size);
        }

        RunReport report = await _measure.BeginAsync(parsed, _name, settings);
        Subject subject = _target?.Subject(parsed) ?? new Subject("spico-cluster", () => new ClusterPeer());
        var campaign = new Campaign(
            [subject], _workloads(parsed), _measure.Settings(parsed), _measure.Repeats(parsed));
        await campaign.RunAsync(report, cancellationToken);
        return _measure.Conclude(parsed, report);
    }
}

using System.CommandLine;
using System.Diagnostics;
using Spico.Load.Sessions;
using Spico.Load.Targets;
using Spico.Load.Verdicts;

namespace Spico.Load.Verbs;

/// <summary><c>quick</c>: one honest verdict in half a minute.</summary>
internal sealed class QuickCommand
{
    private static readonly TimeSpan Warmth = TimeSpan.FromSeconds(4);

    private readonly TargetArguments _target = new();
    private readonly ReportArguments _report = new();

    private readonly Option<int> _seconds = new("--seconds")
    {
        Description = "How long to load it, 4 seconds of warming up included.",
        DefaultValueFactory = _ => 20,
    };

    private readonly Option<int> _people = new("--people")
    {
        Description = "Clients; as many conversations.",
        DefaultValueFactory = _ => 100,
    };

    private readonly Option<int> _members = new("--members")
    {
        Description = "Members of a conversation.",
        DefaultValueFactory = _ => 10,
    };

    private readonly Option<int> _window = new("--window")
    {
        Description = "Messages of one client on their way at once, in different conversations.",
        DefaultValueFactory = _ => 4,
    };

    private readonly Option<int> _bytes = new("--bytes")
    {
        Description = "Bytes of a message's text.",
        DefaultValueFactory = _ => 200,
    };

    public static Command Create()
    {
        var quick = new QuickCommand();
        var command = new Command("quick", "Starts a server, loads it for a while and judges what everybody saw.")
        {
            quick._seconds, quick._people, quick._members, quick._window, quick._bytes,
        };
        foreach (Option option in quick._target.All.Concat(quick._report.All))
        {
            command.Add(option);
        }

        command.SetAction(quick.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Dictionary<string, object> settings = _target.Describe(parsed);
        Machine.Describe(settings);
        await using LoadTarget target = await LoadTarget.StartAsync(_target.Read(parsed));
        await using LoadRun run = await LoadRun.BeginAsync(target, cancellationToken);
        int size = parsed.GetValue(_people);
        LoadPerson[] people = [.. Enumerable.Range(0, size).Select(index => LoadPerson.Named($"person {index}"))];
        await run.ConnectAsync(people, cancellationToken);
        int members = Math.Min(parsed.GetValue(_members), size);
        for (int i = 0; i < size; i++)
        {
            LoadPerson[] circle = [.. Enumerable.Range(i, members).Select(index => people[index % size])];
            await run.CreateAsync($"conversation {i}", circle, cancellationToken);
        }

        var load = new SteadyLoad(run, parsed.GetValue(_window), parsed.GetValue(_bytes), _report.Seed(parsed));
        var total = TimeSpan.FromSeconds(parsed.GetValue(_seconds));
        var clock = Stopwatch.StartNew();
        (TimeSpan Server, TimeSpan Driver) before = (Cpu(target.Process), Cpu(Process.GetCurrentProcess()));
        await RunProgress.ShowAsync(
            "quick", (long)total.TotalSeconds, () => (long)clock.Elapsed.TotalSeconds,
            async () =>
            {
                await load.RunAsync(total, Warmth, cancellationToken);
                return true;
            });
        double seconds = clock.Elapsed.TotalSeconds;
        var server = ProcessUse.Between(before.Server, target.Process, seconds);
        var driver = ProcessUse.Between(before.Driver, Process.GetCurrentProcess(), seconds);
        await run.SettleAsync(cancellationToken);
        foreach (Option<int> option in new[] { _people, _members, _window, _bytes })
        {
            settings[option.Name.TrimStart('-')] = parsed.GetValue(option);
        }

        settings["seed"] = _report.Seed(parsed);
        return _report.Conclude(
            parsed,
            run,
            (count, check) => new LoadReport
            {
                Run = "quick",
                Settings = settings,
                Messages = load.Sent,
                Deliveries = count,
                Sessions = run.Sessions,
                Reconnects = run.Reconnects,
                Refusals = run.Arrivals.Refusals.ToDictionary(each => each.Key.ToString(), each => each.Value),
                Seconds = seconds,
                Acks = Percentiles.Of(run.Arrivals.Acks),
                SendToDeliver = Percentiles.Of(run.Arrivals.Deliveries),
                Server = server,
                Driver = driver,
                Checker = check.Verdict,
                CheckerReason = check.Reason,
            },
            faults: 0);
    }

    private static TimeSpan Cpu(Process? process) => process?.TotalProcessorTime ?? TimeSpan.Zero;
}

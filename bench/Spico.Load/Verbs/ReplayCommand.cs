using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Spico.Load.Chat;
using Spico.Load.Sessions;
using Spico.Load.Targets;
using Spico.Load.Verdicts;
using Spico.Load.Workloads;

namespace Spico.Load.Verbs;

/// <summary><c>replay FOLDER</c>: real chat through real clients.</summary>
internal sealed class ReplayCommand
{
    private readonly TargetArguments _target = new();
    private readonly ReportArguments _report = new();

    private readonly Argument<DirectoryInfo> _folder = new("folder")
    {
        Description = "A folder of chat logs (*.txt) with lines such as [09:07] <nick> text.",
    };

    private readonly Option<int> _conversations = new("--conversations")
    {
        Description = "How many of the logs to play, by name. Default: all.",
        DefaultValueFactory = _ => int.MaxValue,
    };

    private readonly Option<string> _pace = new("--pace")
    {
        Description = "asap: as fast as accepted. x60: sixty times as fast as it was said.",
        DefaultValueFactory = _ => "asap",
    };

    private readonly Option<int> _window = new("--window")
    {
        Description = "Messages of one conversation on their way at once; those of one speaker never are.",
        DefaultValueFactory = _ => 16,
    };

    private readonly Option<bool> _kill = new("--kill")
    {
        Description = "Kills the server of our own (kill -9) in the middle and starts it again.",
    };

    private ReplayCommand()
    {
        _pace.Validators.Add(result =>
        {
            if (!TryReadPace(result.GetValueOrDefault<string>(), out _))
            {
                result.AddError("--pace is asap, or x and a number.");
            }
        });
    }

    public static Command Create()
    {
        var replay = new ReplayCommand();
        var command = new Command("replay", "Plays chat logs through real client sessions.")
        {
            replay._folder, replay._conversations, replay._pace, replay._window, replay._kill,
        };
        foreach (Option option in replay._target.All.Concat(replay._report.All))
        {
            command.Add(option);
        }

        command.SetAction(replay.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        IReadOnlyList<ChatLog> logs =
            ChatLog.ReadFolder(parsed.GetValue(_folder)!.FullName, parsed.GetValue(_conversations));
        int lines = logs.Sum(log => log.Lines.Count);
        bool kills = parsed.GetValue(_kill);
        await using LoadTarget target = await LoadTarget.StartAsync(_target.Read(parsed));
        if (kills && !target.IsOwn)
        {
            throw new ArgumentException("--kill is for a server of our own.");
        }

        await using LoadRun run = await LoadRun.BeginAsync(target, cancellationToken);
        List<LoadPerson> people =
        [
            .. logs.SelectMany(log => log.Speakers).Distinct(StringComparer.Ordinal).Select(LoadPerson.Named),
        ];
        Console.WriteLine($"{lines} messages by {people.Count} people in {logs.Count} conversations");
        await run.ConnectAsync(people, cancellationToken);
        foreach (ChatLog log in logs)
        {
            await run.CreateAsync(log.Title, [.. log.Speakers.Select(LoadPerson.Named)], cancellationToken);
        }

        TryReadPace(parsed.GetValue(_pace), out double? pace);
        var replay = new Replay(run, logs, parsed.GetValue(_window), pace);
        double seconds = await Progress.ShowAsync(
            "replay", lines, () => run.Arrivals.Accepted,
            () => PlayAsync(parsed, replay, run, lines, cancellationToken));
        return _report.Conclude(
            parsed,
            run,
            (count, check) => new LoadReport
            {
                Run = "replay",
                Settings = Settings(parsed, logs),
                Messages = lines,
                Deliveries = count,
                Sessions = run.Sessions,
                Reconnects = run.Reconnects,
                Refusals = run.Arrivals.Refusals.ToDictionary(each => each.Key.ToString(), each => each.Value),
                Seconds = seconds,
                Acks = Percentiles.Of(run.Arrivals.Acks),
                SendToDeliver = Percentiles.Of(run.Arrivals.Deliveries),
                Checker = check.Verdict,
                CheckerReason = check.Reason,
            },
            faults: kills ? 1 : 0);
    }

    private async Task<double> PlayAsync(
        ParseResult parsed,
        Replay replay,
        LoadRun run,
        int lines,
        CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        Task playing = replay.PlayAsync(cancellationToken);
        if (parsed.GetValue(_kill))
        {
            // Somewhere in the middle, the same place for the same seed.
            double place = 0.4 + (new Random(_report.Seed(parsed)).NextDouble() * 0.2);
            while (run.Arrivals.Accepted < lines * place && !playing.IsCompleted)
            {
                await Task.Delay(1, cancellationToken);
            }

            long fault = run.Harness.FaultBegin("kill -9", "server");
            await run.Target.KillAndRestartAsync();
            run.Harness.FaultEnd(fault);
        }

        await playing;
        double seconds = clock.Elapsed.TotalSeconds;
        await run.SettleAsync(cancellationToken);
        return seconds;
    }

    private Dictionary<string, object> Settings(ParseResult parsed, IReadOnlyList<ChatLog> logs)
    {
        Dictionary<string, object> settings = _target.Describe(parsed);
        settings["conversations"] = logs.Count;
        settings["linesWithoutText"] = logs.Sum(log => log.EmptyLines);
        settings["pace"] = parsed.GetValue(_pace)!;
        settings["window"] = parsed.GetValue(_window);
        settings["kill"] = parsed.GetValue(_kill);
        settings["seed"] = _report.Seed(parsed);
        return settings;
    }

    private static bool TryReadPace(string? text, out double? times)
    {
        times = null;
        if (text == "asap")
        {
            return true;
        }

        bool isRead = text is ['x', .. var number] &&
            double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double read) && read > 0 &&
            (times = read) is not null;
        return isRead;
    }
}

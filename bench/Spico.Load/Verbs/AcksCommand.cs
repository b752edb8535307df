using System.CommandLine;
using System.Diagnostics;
using Spico.Load.Reporting;
using Spico.Load.Silos;
using Spico.Load.Verdicts;
using Spico.Testing;

namespace Spico.Load.Verbs;

/// <summary><c>acks</c>: from a grain to the durable ack, without doors and sessions.</summary>
internal sealed class AcksCommand
{
    private static readonly TimeSpan Warmth = TimeSpan.FromSeconds(5);

    private readonly Option<string> _store = new("--store")
    {
        Description = "sqlite or postgres.",
        DefaultValueFactory = _ => "sqlite",
    };

    private readonly Option<string?> _connection = new("--connection")
    {
        Description = "How to reach PostgreSQL. Without it, --store postgres starts one for the run.",
    };

    private readonly Option<int> _conversations = new("--conversations")
    {
        Description = "Conversations posted to at once.",
        DefaultValueFactory = _ => 1000,
    };

    private readonly Option<int> _window = new("--window")
    {
        Description = "Posts of one conversation on their way at once.",
        DefaultValueFactory = _ => 4,
    };

    private readonly Option<int> _bytes = new("--bytes")
    {
        Description = "Bytes of a message's text.",
        DefaultValueFactory = _ => 200,
    };

    private readonly Option<int> _seconds = new("--seconds")
    {
        Description = "How long to measure, after 5 seconds of warming up.",
        DefaultValueFactory = _ => 10,
    };

    private readonly Option<string[]> _slo = new("--slo")
    {
        Description = "What must hold, such as 'rate>40000' or 'p99<100' (milliseconds).",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<FileInfo?> _json = new("--json") { Description = "A file for the report in JSON." };

    private AcksCommand()
    {
        _store.AcceptOnlyFromAmong("sqlite", "postgres");
        _slo.Validators.Add(result =>
        {
            foreach (string text in result.Tokens.Select(token => token.Value))
            {
                if (!Objective.TryParse(text, out Objective? objective) || objective.Name is not ("acked" or "p99"))
                {
                    result.AddError($"'{text}' is no objective such as 'rate>40000' or 'p99<100'.");
                }
            }
        });
    }

    public static Command Create()
    {
        var acks = new AcksCommand();
        var command = new Command("acks", "Posts grain by grain to a silo in this process; counts durable acks.")
        {
            acks._store, acks._connection, acks._conversations, acks._window, acks._bytes, acks._seconds,
            acks._slo, acks._json,
        };
        command.SetAction(acks.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var machine = MachineFacts.Now();
        Dictionary<string, object> settings = new()
        {
            ["cores"] = machine.Cores,
            ["loadAverage"] = machine.LoadBefore,
        };
        Store store = parsed.GetValue(_store) == "postgres" ? Store.PostgreSql : Store.Sqlite;
        await using LoadSilo silo = await LoadSilo.StartAsync(store, parsed.GetValue(_connection));
        var load = new AckLoad(
            silo.Grains, parsed.GetValue(_conversations), parsed.GetValue(_window), parsed.GetValue(_bytes));
        await load.CreateAsync();
        var process = Process.GetCurrentProcess();
        TimeSpan before = default;
        TimeSpan measured = await load.RunAsync(
            Warmth,
            TimeSpan.FromSeconds(parsed.GetValue(_seconds)),
            () => before = process.TotalProcessorTime);
        settings["store"] = parsed.GetValue(_store)!;
        settings["conversations"] = parsed.GetValue(_conversations);
        settings["window"] = parsed.GetValue(_window);
        settings["bytes"] = parsed.GetValue(_bytes);
        var percentiles = Percentiles.Of(load.Acks);
        double rate = load.Acked / measured.TotalSeconds;
        var report = new AckReport
        {
            Settings = settings,
            Acked = load.Acked,
            Refused = load.Refused,
            Miscounted = load.Miscounted,
            Seconds = measured.TotalSeconds,
            Acks = percentiles,
            Process = ProcessUse.Between(before, process, measured.TotalSeconds),
            Missed = [.. Missed(parsed, rate, percentiles.P99)],
        };
        report.Print(Console.Out);
        if (parsed.GetValue(_json) is { } file)
        {
            report.Save(file);
        }

        return report.Passed ? 0 : 1;
    }

    private IEnumerable<string> Missed(ParseResult parsed, double rate, double p99)
    {
        foreach (string text in parsed.GetValue(_slo) ?? [])
        {
            if (Objective.TryParse(text, out Objective? objective) &&
                !objective.IsMet(objective.Name == "acked" ? rate : p99))
            {
                yield return objective.ToString();
            }
        }
    }
}

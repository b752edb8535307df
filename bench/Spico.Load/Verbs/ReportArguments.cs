using System.CommandLine;
using Spico.Checker;
using Spico.Load.Sessions;
using Spico.Load.Verdicts;

namespace Spico.Load.Verbs;

/// <summary>The options that say where a report goes, the same for every verb.</summary>
internal sealed class ReportArguments
{
    private readonly Option<FileInfo?> _json = new("--json") { Description = "A file for the report in JSON." };

    private readonly Option<string?> _history = new("--history")
    {
        Description = "A folder for the history of the run. Written anyway, beside, when a rule is broken.",
    };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "The seed of everything random, so that a run can be repeated.",
        DefaultValueFactory = _ => 1,
    };

    public IEnumerable<Option> All => [_json, _history, _seed];

    public int Seed(ParseResult parsed) => parsed.GetValue(_seed);

    /// <summary>Judges a run, prints and saves the report; returns the exit code.</summary>
    public int Conclude(
        ParseResult parsed,
        LoadRun run,
        Func<DeliveryCount, CheckReport, LoadReport> report,
        int faults)
    {
        DeliveryCount count = DeliveryCounter.Count(run.History, run.Conversations);
        var options = new CheckerOptions { AcksMin = 1, FaultsMin = faults };
        CheckReport check = HistoryChecker.Check(run.History, options);
        LoadReport made = report(count, check);
        made.Print(Console.Out);
        if (parsed.GetValue(_json) is { } file)
        {
            made.Save(file);
        }

        string? folder = parsed.GetValue(_history);
        if (check.Verdict == Verdict.Invalid)
        {
            Console.WriteLine(check);
            folder ??= Directory.CreateTempSubdirectory("spico-history-").FullName;
        }

        if (folder is not null)
        {
            foreach ((string key, object value) in made.Settings)
            {
                run.History.Header[key] = $"{value}";
            }

            HistoryFiles.Save(run.History, folder);
            Console.WriteLine($"history in {folder}");
        }

        return made.Passed ? 0 : 1;
    }
}

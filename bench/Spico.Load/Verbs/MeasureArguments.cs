using System.CommandLine;
using Spico.Load.Reporting;
using Spico.Load.Reporting.Html;
using Spico.Load.Workloads;

namespace Spico.Load.Verbs;

/// <summary>The options that say how long and how often to measure, and what to make of it.</summary>
internal sealed class MeasureArguments
{
    private readonly Option<double> _seconds;
    private readonly Option<double> _warmUp;
    private readonly Option<int> _repeats;

    private readonly Option<int> _bytes = new("--bytes")
    {
        Description = "Bytes of a message's text, 40 at least.",
        DefaultValueFactory = _ => 200,
    };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "The seed of everything random, so that a run can be repeated.",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<string[]> _slo = new("--slo")
    {
        Description = "What must hold, such as 'p99<50ms' or 'acked>2000'; several. Otherwise the exit code is 1.",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<FileInfo?> _json = new("--json") { Description = "A file for the report in JSON." };

    private readonly Option<FileInfo?> _html = new("--html") { Description = "A file for the report with charts." };

    private readonly Option<FileInfo?> _markdown = new("--markdown") { Description = "A file for a table to paste." };

    public MeasureArguments(double seconds = 10, double warmUp = 10, int repeats = 1)
    {
        _seconds = new("--seconds")
        {
            Description = "How long to measure each load.",
            DefaultValueFactory = _ => seconds,
        };
        _warmUp = new("--warm-up")
        {
            Description = "Seconds of each load before it is measured: a young server is still compiling.",
            DefaultValueFactory = _ => warmUp,
        };
        _repeats = new("--repeats")
        {
            Description = "How often to do it all again, with a new server each time.",
            DefaultValueFactory = _ => repeats,
        };
        _slo.Validators.Add(result =>
        {
            foreach (string text in result.Tokens.Select(token => token.Value))
            {
                if (!Objective.TryParse(text, out _))
                {
                    result.AddError($"'{text}' is no objective such as 'p99<50ms' or 'acked>2000'.");
                }
            }
        });
    }

    public IEnumerable<Option> All => [_seconds, _warmUp, _repeats, _bytes, _seed, _slo, _json, _html, _markdown];

    public int Repeats(ParseResult parsed) => Math.Max(1, parsed.GetValue(_repeats));

    public RunSettings Settings(ParseResult parsed) => new()
    {
        Duration = TimeSpan.FromSeconds(parsed.GetValue(_seconds)),
        WarmUp = TimeSpan.FromSeconds(parsed.GetValue(_warmUp)),
        TextBytes = parsed.GetValue(_bytes),
        Seed = parsed.GetValue(_seed),
    };

    /// <summary>An empty report that says what it takes to do it again.</summary>
    public async Task<RunReport> BeginAsync(ParseResult parsed, string verb, IDictionary<string, object>? settings)
    {
        var report = new RunReport
        {
            Run = verb,
            StartedAt = TimeProvider.System.GetUtcNow(),
            Arguments = string.Join(' ', parsed.Tokens.Select(token => token.Value)),
            Commit = await Commit.OfTreeAsync(),
            Machine = MachineFacts.Now(),
            Seed = parsed.GetValue(_seed),
        };
        foreach ((string name, object value) in settings ?? new Dictionary<string, object>())
        {
            report.Settings[name] = FormattableString.Invariant($"{value}");
        }

        report.Settings["seconds"] = FormattableString.Invariant($"{parsed.GetValue(_seconds)}");
        report.Settings["warmUp"] = FormattableString.Invariant($"{parsed.GetValue(_warmUp)}");
        report.Settings["bytes"] = FormattableString.Invariant($"{parsed.GetValue(_bytes)}");
        report.Settings["repeats"] = FormattableString.Invariant($"{parsed.GetValue(_repeats)}");
        return report;
    }

    /// <summary>Holds the report against what was demanded, prints and writes it; returns the exit code.</summary>
    public int Conclude(ParseResult parsed, RunReport report)
    {
        report.Judge((parsed.GetValue(_slo) ?? []).Select(text =>
            Objective.TryParse(text, out Objective? objective) ? objective : throw new FormatException(text)));
        if (parsed.GetValue(_json) is { } json)
        {
            report.Save(json);
        }

        if (parsed.GetValue(_html) is { } html)
        {
            HtmlReport.Save(report, html);
        }

        if (parsed.GetValue(_markdown) is { } markdown)
        {
            MarkdownReport.Save(report, markdown);
        }

        ConsoleReport.Conclude(Console.Out, report);
        return report.Failures.Any() ? 1 : 0;
    }
}

using Spico.Load.Judging;
using Spico.Peers;

namespace Spico.Load.Reporting;

/// <summary>Reports as lines, for terminals and logs.</summary>
internal static class ConsoleReport
{
    private static readonly (string Label, string[] Figures)[] Lines =
    [
        ("rate", ["acked", "delivered", "inserted"]),
        ("ack", ["ack.p50", "ack.p90", "ack.p99", "ack.p99.9", "ack.p99.99", "ack.max"]),
        ("deliver", ["deliver.p50", "deliver.p90", "deliver.p99", "deliver.p99.9", "deliver.p99.99", "deliver.max"]),
        ("ready", ["sessions", "missed", "ready", "session.p50", "session.p99", "session.max"]),
        ("session", ["session.kb", "cpu.session"]),
        ("read", ["newest50", "newest50.ratio", "back1000", "back1000.ratio", "resume1000"]),
        ("each", ["post", "open", "page", "filled", "post.growth", "open.growth", "page.growth", "cpu.growth"]),
        ("recovery", ["recovery", "recovery.p50", "recovery.stopped"]),
        ("import", ["import", "import.rows", "import.memory"]),
        ("search", ["searches", "search.p50", "search.p95", "search.p99", "search.max"]),
        ("by name", ["search.name.p95", "search.names.p95", "search.near.p95", "search.both.p95"]),
        ("by place", ["search.department.p95", "search.town.p95", "search.specialty.p95", "search.structure.p95"]),
        ("cold", ["cold.p50", "cold.p95", "cold.p99", "cold.max", "cold.growth"]),
        ("add", ["add.p50", "add.p95", "add.p99", "add.max", "add.growth"]),
        ("across", ["board.p50", "board.p95", "dashboard.p50", "dashboard.p95", "dashboard.max"]),
        ("cost", ["cpu", "cpu.server", "cpu.store", "cpu.driver"]),
        ("cores", ["cores.server", "cores.store", "cores.driver", "lag.p99"]),
        ("bytes", ["wire", "allocated", "flushes", "memory.server", "memory.store", "memory.peak"]),
    ];

    /// <summary>One repeat.</summary>
    public static void Print(TextWriter output, string workload, string load, PeerCard subject, Measurement measured)
    {
        output.WriteLine();
        output.WriteLine($"{workload} {load} on {subject.Name} {subject.Version}");
        if (!measured.IsSound)
        {
            output.WriteLine($"  VOID        {measured.Void}");
        }
        else
        {
            if (measured.NotSustained is { } shortfall)
            {
                output.WriteLine($"  NOT SUSTAINED: {shortfall}");
            }

            foreach ((string label, string[] names) in Lines)
            {
                string[] present = [.. names.Where(measured.Figures.ContainsKey)];
                if (present.Length > 0)
                {
                    string text = string.Join("  ", present.Select(name => Show(label, name, measured.Figures[name])));
                    output.WriteLine($"  {label,-10}  {text}");
                }
            }
        }

        if (measured.Judged is { } judged)
        {
            output.WriteLine($"  judged      {Describe(judged)}");
        }
    }

    /// <summary>What was seen, in a line.</summary>
    public static string Describe(Judgement judged)
    {
        string text = FormattableString.Invariant($"{judged.Accepted} acked, {judged.Delivered} delivered, ") +
            FormattableString.Invariant($"{judged.Lost} lost, {judged.Duplicated} duplicated, ") +
            FormattableString.Invariant($"{judged.Reordered} reordered, {judged.Leaked} leaked");
        if (judged.Refused > 0)
        {
            text += FormattableString.Invariant($", {judged.Refused} refused");
        }

        if (judged.ConversationsOfSeveralOrders > 0)
        {
            text += FormattableString.Invariant(
                $", {judged.ConversationsOfSeveralOrders} conversations seen in several orders");
        }

        return judged.Checker is null ? text : $"{text}; history {judged.Checker}";
    }

    /// <summary>The verdict on everything.</summary>
    public static void Conclude(TextWriter output, RunReport report)
    {
        output.WriteLine();
        if (report.Results.Exists(result => result.Repeats.Count > 1))
        {
            output.WriteLine("least / median / greatest of the repeats");
            foreach (Result result in report.Results)
            {
                PrintSpread(output, result);
            }

            output.WriteLine();
        }

        foreach (ObjectiveOutcome outcome in report.Objectives.Where(outcome => outcome.IsMet))
        {
            output.WriteLine($"met: {outcome.Objective} on {outcome.Of}");
        }

        string[] failures = [.. report.Failures];
        foreach (string failure in failures)
        {
            output.WriteLine($"FAILED {failure}");
        }

        output.WriteLine(failures.Length == 0 ? "passed" : "FAILED");
    }

    private static void PrintSpread(TextWriter output, Result result)
    {
        output.WriteLine($"  {result.Key}");
        foreach ((string name, Spread spread) in result.Figures.OrderBy(figure => FigureKind.Rank(figure.Key)))
        {
            var kind = FigureKind.Of(name);
            string values = $"{kind.Show(spread.Min)} / {kind.ShowWithUnit(spread.Median)} / {kind.Show(spread.Max)}";
            output.WriteLine($"    {kind.Label,-42} {values}");
        }
    }

    private static string Show(string label, string name, double value)
    {
        var kind = FigureKind.Of(name);
        string text = kind.ShowWithUnit(value);
        int dot = name.IndexOf('.');
        return label switch
        {
            "ack" or "deliver" => $"{name[(dot + 1)..]} {text}",
            "cost" => name == "cpu" ? $"{text} CPU per million deliveries" : $"{name[(dot + 1)..]} {text}",
            "cores" when dot > 0 && name != "lag.p99" => $"{name[(dot + 1)..]} {kind.Show(value)}",
            "rate" => $"{name} {text}",
            _ => $"{kind.Label} {text}",
        };
    }
}

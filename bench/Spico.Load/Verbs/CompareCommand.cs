using System.CommandLine;
using Spico.Load.Reporting;
using Spico.Load.Reporting.Html;

namespace Spico.Load.Verbs;

/// <summary><c>compare a.json b.json</c>: what became of each figure.</summary>
internal sealed class CompareCommand
{
    private readonly Argument<FileInfo> _before = new("before") { Description = "The first report." };
    private readonly Argument<FileInfo> _after = new("after") { Description = "The second report." };

    private readonly Option<double> _percent = new("--fail-beyond")
    {
        Description = "Fails when a figure that decides is worse by more than this percentage, and beyond the spread.",
        DefaultValueFactory = _ => 15,
    };

    private readonly Option<FileInfo?> _html = new("--html") { Description = "A file with both side by side." };

    private CompareCommand()
    {
        _before.AcceptExistingOnly();
        _after.AcceptExistingOnly();
    }

    public static Command Create()
    {
        var compare = new CompareCommand();
        var command = new Command("compare", "Holds two reports in JSON against each other.")
        {
            compare._before, compare._after, compare._percent, compare._html,
        };
        command.SetAction(compare.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var before = RunReport.Load(parsed.GetValue(_before)!);
        var after = RunReport.Load(parsed.GetValue(_after)!);
        var comparison = Comparison.Of(before, after, parsed.GetValue(_percent));
        Console.WriteLine($"before: {before.Commit} of {before.StartedAt:u}");
        Console.WriteLine($"after:  {after.Commit} of {after.StartedAt:u}");
        foreach (IGrouping<string, Comparison.Row> result in comparison.Rows.GroupBy(row => row.Key))
        {
            Console.WriteLine();
            Console.WriteLine(result.Key);
            foreach (Comparison.Row row in result)
            {
                string values = $"{row.Kind.Show(row.Before.Median),12} {row.Kind.Show(row.After.Median),12}";
                string change = FormattableString.Invariant($"{row.Change,8:+0.0;-0.0;0.0} %");
                Console.WriteLine($"  {row.Kind.Label,-42}{values}{change}{(row.IsLoss ? "  WORSE" : "")}");
            }
        }

        if (parsed.GetValue(_html) is { } html)
        {
            HtmlReport.Save(
                Comparison.Merge(before, after, "before", "after"), html,
                $"Spico load: {before.Commit} and {after.Commit}");
        }

        Console.WriteLine();
        if (comparison.Rows.Count == 0)
        {
            Console.WriteLine("FAILED: the reports have nothing in common");
            return 1;
        }

        bool isWorse = comparison.Losses.Any();
        Console.WriteLine(isWorse ? "FAILED" : "passed");
        return isWorse ? 1 : 0;
    }
}

using System.Globalization;
using System.Text;
using Spico.Load.Reporting.Html;

namespace Spico.Load.Reporting;

/// <summary>A report as tables to paste: a table a workload, a row a load and server.</summary>
internal static class MarkdownReport
{
    public static void Save(RunReport report, FileInfo file) => File.WriteAllText(file.FullName, Render(report));

    public static string Render(RunReport report)
    {
        var text = new StringBuilder();
        MachineFacts machine = report.Machine;
        text.Append(CultureInfo.InvariantCulture, $"`{report.Arguments}` on {report.StartedAt:yyyy-MM-dd}, ")
            .Append(CultureInfo.InvariantCulture, $"commit {report.Commit}, {machine.Cores} cores of ")
            .Append(CultureInfo.InvariantCulture, $"{machine.Processor}, seed {report.Seed}; ")
            .AppendLine("medians (least – greatest) of the repeats.");
        foreach (IGrouping<string, Result> workload in report.Results.GroupBy(result => result.Workload))
        {
            text.AppendLine();
            Append(text, workload.Key, RunReport.ByLoad(workload));
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string workload, IReadOnlyList<Result> results)
    {
        string[] columns = ResultTable.ColumnsOf(results);
        text.Append(CultureInfo.InvariantCulture, $"| {workload} | server |");
        foreach (string column in columns)
        {
            var kind = FigureKind.Of(column);
            text.Append(kind.Unit.Length == 0 ? $" {kind.Label} |" : $" {kind.Label}, {kind.Unit} |");
        }

        text.AppendLine(" judged |").Append("| --- | --- |");
        foreach (string _ in columns)
        {
            text.Append(" ---: |");
        }

        text.AppendLine(" --- |");
        foreach (Result result in results)
        {
            SortedDictionary<string, Spread> figures = result.Figures;
            text.Append(CultureInfo.InvariantCulture, $"| {result.Load} | {result.Subject.Name} |");
            foreach (string column in columns)
            {
                text.Append(figures.TryGetValue(column, out Spread? spread) ? $" {Show(column, spread)} |" : "  |");
            }

            text.Append(CultureInfo.InvariantCulture, $" {ResultTable.Verdict(result)} |").AppendLine();
        }
    }

    private static string Show(string column, Spread spread)
    {
        var kind = FigureKind.Of(column);
        return spread.Max > spread.Min
            ? $"{kind.Show(spread.Median)} ({kind.Show(spread.Min)} – {kind.Show(spread.Max)})"
            : kind.Show(spread.Median);
    }
}

namespace Spico.Load.Reporting;

/// <summary>Two reports held against each other, figure by figure of what both measured.</summary>
internal sealed class Comparison
{
    private static readonly string[] Judging = ["acked", "deliver.p99", "cpu", "wire", "session.kb", "sessions"];

    private Comparison(IReadOnlyList<Row> rows) => Rows = rows;

    /// <summary>What both measured.</summary>
    public IReadOnlyList<Row> Rows { get; }

    /// <summary>The rows that tell of a loss.</summary>
    public IEnumerable<Row> Losses => Rows.Where(row => row.IsLoss);

    /// <summary>Compares.</summary>
    /// <param name="before">The first.</param>
    /// <param name="after">The second.</param>
    /// <param name="percent">
    /// A figure that decides is a loss when its median is worse by more than this, and its repeats do not overlap.
    /// </param>
    public static Comparison Of(RunReport before, RunReport after, double percent)
    {
        List<Row> rows = [];
        foreach (Result now in after.Results)
        {
            if (before.Results.Find(result => result.Key == now.Key) is not { } then)
            {
                continue;
            }

            SortedDictionary<string, Spread> old = then.Figures;
            rows.AddRange(
                from figure in now.Figures
                where old.ContainsKey(figure.Key)
                orderby FigureKind.Rank(figure.Key)
                select Row.Of(now.Key, FigureKind.Of(figure.Key), old[figure.Key], figure.Value, percent));
        }

        return new Comparison(rows);
    }

    /// <summary>Both in one report, so that they can be drawn side by side.</summary>
    public static RunReport Merge(RunReport before, RunReport after, string nameBefore, string nameAfter)
    {
        RunReport merged = after with { Run = "compare", Results = [], Objectives = [] };
        foreach ((RunReport report, string name) in new[] { (before, nameBefore), (after, nameAfter) })
        {
            foreach (Result result in report.Results)
            {
                merged.Results.Add(result with
                {
                    Subject = result.Subject with { Name = $"{result.Subject.Name} {name}" },
                });
            }
        }

        return merged;
    }

    /// <summary>One figure before and after.</summary>
    internal sealed record Row(string Key, FigureKind Kind, Spread Before, Spread After, double Change, bool IsLoss)
    {
        public static Row Of(string key, FigureKind kind, Spread before, Spread after, double percent)
        {
            double change = before.Median == 0 ? 0 : (after.Median - before.Median) / before.Median * 100;
            double worse = kind.IsHigherBetter ? -change : change;
            bool isApart = kind.IsHigherBetter ? after.Max < before.Min : after.Min > before.Max;
            return new Row(
                key, kind, before, after, change, Judging.Contains(kind.Name) && worse > percent && isApart);
        }
    }
}

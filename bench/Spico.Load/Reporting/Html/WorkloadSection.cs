using System.Globalization;
using System.Text;
using Spico.Peers;

namespace Spico.Load.Reporting.Html;

/// <summary>One workload of a report: a table, bars side by side, and each load over time.</summary>
internal static class WorkloadSection
{
    private const int Colors = 8;

    private static readonly string[] Barred =
    [
        "acked", "inserted", "deliver.p50", "deliver.p99", "ack.p99", "cpu", "wire", "flushes", "allocated",
        "memory.server", "sessions", "session.p99", "session.kb", "newest50", "back1000", "resume1000",
        "newest50.ratio", "back1000.ratio", "post", "open", "page", "recovery", "recovery.p50",
    ];

    public static void Append(StringBuilder page, IReadOnlyList<Result> results)
    {
        string[] subjects = [.. results.Select(result => result.Subject.Name).Distinct()];
        if (subjects.Length == 1 && results is [var only])
        {
            AppendCards(page, only);
        }

        ResultTable.Append(page, results);
        AppendMeanings(page, results);
        AppendBars(page, results, subjects);
        foreach (IGrouping<string, Result> load in results.GroupBy(result => result.Load))
        {
            string charts = LoadCharts.Draw([.. load], subjects);
            if (charts.Length > 0)
            {
                page.Append(CultureInfo.InvariantCulture, $"<h3>{HtmlReport.Encode(load.Key)}</h3>\n")
                    .Append(CultureInfo.InvariantCulture, $"<div class=\"charts\">{charts}</div>\n");
            }
        }
    }

    /// <summary>The colour of a subject, the same throughout the page.</summary>
    public static int ColorOf(string subject, string[] subjects) => Array.IndexOf(subjects, subject) % Colors;

    private static void AppendCards(StringBuilder page, Result result)
    {
        page.Append("<div class=\"cards\">");
        foreach ((string name, Spread spread) in result.Figures
            .Where(figure => Barred.Contains(figure.Key))
            .OrderBy(figure => FigureKind.Rank(figure.Key)))
        {
            var kind = FigureKind.Of(name);
            page.Append("<div class=\"card\"><b>")
                .Append(HtmlReport.Encode(kind.ShowWithUnit(spread.Median)))
                .Append(CultureInfo.InvariantCulture, $"</b><span>{HtmlReport.Encode(kind.Label)}</span></div>");
        }

        page.Append("</div>\n");
    }

    private static void AppendMeanings(StringBuilder page, IReadOnlyList<Result> results)
    {
        PeerCard[] cards = [.. results.Select(result => result.Subject).DistinctBy(card => card.Name)];
        page.Append("<p class=\"quiet\">");
        page.AppendJoin("<br>", cards.Select(card =>
            $"<b>{HtmlReport.Encode(card.Name)}</b> {HtmlReport.Encode(card.Version)}: an ack means " +
            $"{HtmlReport.Encode(card.AckMeaning)} ({(card.IsStored ? "stored" : "not stored")}, " +
            $"{(card.IsFlushed ? "flushed" : "not flushed")})"));
        page.Append("</p>\n");
    }

    private static void AppendBars(StringBuilder page, IReadOnlyList<Result> results, string[] subjects)
    {
        if (results.Count < 2)
        {
            return;
        }

        bool isOneLoad = results.Select(result => result.Load).Distinct().Count() == 1;
        bool isOneSubject = subjects.Length == 1;
        page.Append("<div class=\"charts\">");
        foreach (string name in Barred)
        {
            Bar[] bars =
            [
                .. from result in results
                   let figures = result.Figures
                   where figures.ContainsKey(name)
                   let label = isOneLoad
                       ? result.Subject.Name
                       : isOneSubject ? result.Load : $"{result.Load} {result.Subject.Name}"
                   select new Bar(label, ColorOf(result.Subject.Name, subjects), figures[name]),
            ];
            if (bars.Length > 1)
            {
                page.Append(BarChart.Draw(FigureKind.Of(name), bars));
            }
        }

        page.Append("</div>\n");
    }
}

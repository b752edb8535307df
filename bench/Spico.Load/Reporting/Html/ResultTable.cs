using System.Globalization;
using System.Text;

namespace Spico.Load.Reporting.Html;

/// <summary>The figures of a workload as a table, a row a load and server.</summary>
internal static class ResultTable
{
    /// <summary>The columns, where there is anything to show in them.</summary>
    public static readonly IReadOnlyList<string> Columns =
    [
        "acked", "delivered", "inserted", "sessions", "missed", "ready", "recovery", "recovery.p50",
        "ack.p50", "ack.p99", "deliver.p50", "deliver.p99", "deliver.p99.9", "deliver.max", "session.p99",
        "session.kb", "newest50", "newest50.ratio", "back1000", "back1000.ratio", "resume1000",
        "post", "post.growth", "open", "open.growth", "page", "page.growth", "cpu.growth",
        "cpu", "cpu.session", "cores.driver", "wire", "flushes", "allocated", "memory.server", "memory.store",
    ];

    /// <summary>The columns that these results fill.</summary>
    public static string[] ColumnsOf(IEnumerable<Result> results)
    {
        HashSet<string> present = [.. results.SelectMany(result => result.Figures.Keys)];
        return [.. Columns.Where(present.Contains)];
    }

    public static void Append(StringBuilder page, IReadOnlyList<Result> results)
    {
        string[] columns = ColumnsOf(results);
        page.Append("<div class=\"wide\"><table><thead><tr><th>load</th><th class=\"text\">server</th>");
        foreach (string column in columns)
        {
            var kind = FigureKind.Of(column);
            page.Append(CultureInfo.InvariantCulture, $"<th>{HtmlReport.Encode(kind.Label)}")
                .Append(CultureInfo.InvariantCulture, $" <span class=\"unit\">{kind.Unit}</span></th>");
        }

        page.Append("<th class=\"text\">judged</th></tr></thead><tbody>\n");
        foreach (Result result in results)
        {
            AppendRow(page, result, columns);
        }

        page.Append("</tbody></table></div>\n");
    }

    /// <summary>How its repeats were judged, in a few words.</summary>
    public static string Verdict(Result result)
    {
        string[] faults = [.. result.Repeats.Where(repeat => !repeat.IsSound).Select(repeat => repeat.Void!)];
        string[] slow = [.. result.Sound.Select(repeat => repeat.NotSustained).OfType<string>()];
        return (faults.Length, slow.Length) switch
        {
            ( > 0, _) => $"VOID {faults.Length} of {result.Repeats.Count}: {faults[0]}",
            (_, > 0) => $"not sustained in {slow.Length} of {result.Repeats.Count}: {slow[0]}",
            _ when result.Repeats.TrueForAll(repeat => repeat.Judged is { Accepted: > 0 }) => "every message once",
            _ => "",
        };
    }

    private static void AppendRow(StringBuilder page, Result result, string[] columns)
    {
        SortedDictionary<string, Spread> figures = result.Figures;
        page.Append(result.Sound.Any() ? "<tr>" : "<tr class=\"void\">")
            .Append(CultureInfo.InvariantCulture, $"<td>{HtmlReport.Encode(result.Load)}</td>")
            .Append(CultureInfo.InvariantCulture, $"<td class=\"text\">{HtmlReport.Encode(result.Subject.Name)}</td>");
        foreach (string column in columns)
        {
            page.Append("<td>");
            if (figures.TryGetValue(column, out Spread? spread))
            {
                var kind = FigureKind.Of(column);
                page.Append(kind.Show(spread.Median));
                if (spread.Max > spread.Min)
                {
                    page.Append(CultureInfo.InvariantCulture, $"<small>{kind.Show(spread.Min)} – ")
                        .Append(CultureInfo.InvariantCulture, $"{kind.Show(spread.Max)}</small>");
                }
            }

            page.Append("</td>");
        }

        page.Append(CultureInfo.InvariantCulture, $"<td class=\"text\">{HtmlReport.Encode(Verdict(result))}</td>")
            .Append("</tr>\n");
    }
}

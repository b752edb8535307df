using System.Globalization;
using System.Net;
using System.Text;

namespace Spico.Load.Reporting.Html;

/// <summary>A report as one page with everything in it: no file beside, nothing from the network.</summary>
internal static class HtmlReport
{
    public static void Save(RunReport report, FileInfo file, string? title = null) =>
        File.WriteAllText(file.FullName, Render(report, title));

    public static string Render(RunReport report, string? title = null)
    {
        string heading = title ?? $"Spico load: {report.Run}";
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Append(CultureInfo.InvariantCulture, $"<title>{Encode(heading)}</title>")
            .Append(CultureInfo.InvariantCulture, $"<style>\n{Style()}</style></head><body>\n")
            .Append(CultureInfo.InvariantCulture, $"<h1>{Encode(heading)}</h1>\n");
        AppendFacts(page, report);
        AppendVerdict(page, report);
        foreach (IGrouping<string, Result> workload in report.Results.GroupBy(result => result.Workload))
        {
            page.Append(CultureInfo.InvariantCulture, $"<h2>{Encode(workload.Key)}</h2>\n");
            WorkloadSection.Append(page, RunReport.ByLoad(workload));
        }

        page.Append("<footer>Medians of the repeats; whiskers and small print go from the least to the greatest. ")
            .Append("Latencies of open loads count from when a message was due; those of closed loads from when it ")
            .Append("was sent. Only ratios within one run, on one machine, mean anything.</footer>\n</body></html>\n");
        return page.ToString();
    }

    internal static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static void AppendFacts(StringBuilder page, RunReport report)
    {
        MachineFacts machine = report.Machine;
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"facts\">{report.StartedAt:yyyy-MM-dd HH:mm} UTC · ")
            .Append(CultureInfo.InvariantCulture, $"commit <code>{Encode(report.Commit)}</code> · ")
            .Append(CultureInfo.InvariantCulture, $"seed {report.Seed} · ")
            .Append(CultureInfo.InvariantCulture, $"{machine.Cores} cores of {Encode(machine.Processor)}, ")
            .Append(CultureInfo.InvariantCulture, $"{machine.MemoryMegabytes / 1024.0:0} GB, ")
            .Append(CultureInfo.InvariantCulture, $"{Encode(machine.System)}, {Encode(machine.Runtime)}, ")
            .Append(CultureInfo.InvariantCulture, $"load average {machine.LoadBefore:0.00} before</p>\n")
            .Append(CultureInfo.InvariantCulture, $"<p class=\"facts\"><code>spico-load {Encode(report.Arguments)}")
            .Append("</code></p>\n<p class=\"facts\">")
            .AppendJoin(" · ", report.Settings.Select(setting => $"{Encode(setting.Key)} {Encode(setting.Value)}"))
            .Append("</p>\n");
    }

    private static void AppendVerdict(StringBuilder page, RunReport report)
    {
        string[] failures = [.. report.Failures];
        page.Append(failures.Length == 0
            ? "<span class=\"verdict\">passed</span>\n"
            : "<span class=\"verdict bad\">failed</span>\n");
        if (failures.Length > 0)
        {
            page.Append("<ul class=\"failures\">")
                .AppendJoin("", failures.Select(failure => $"<li>{Encode(failure)}</li>"))
                .Append("</ul>\n");
        }

        ObjectiveOutcome[] met = [.. report.Objectives.Where(outcome => outcome.IsMet)];
        if (met.Length > 0)
        {
            page.Append("<p class=\"quiet\">Met: ")
                .AppendJoin(", ", met.Select(outcome => Encode($"{outcome.Objective} on {outcome.Of}")))
                .Append("</p>\n");
        }
    }

    private static string Style()
    {
        using Stream stream = typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

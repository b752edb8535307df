using System.Text.Json;
using Spico.Load.Judging;
using Spico.Load.Reporting;

namespace Spico.Load.Tests.Reporting;

public sealed class RunReportTests
{
    [Fact]
    public void A_report_is_the_same_after_it_was_saved_and_loaded()
    {
        RunReport report = Reports.With(499, 501, 500);
        report.Judge([Parse("p99<50ms")]);
        string json = report.ToJson();
        Assert.Equal(json, RunReport.FromJson(json).ToJson());
        var read = RunReport.FromJson(json);
        Assert.Equal(report.Machine, read.Machine);
        Assert.Equal(report.Results[0].Subject, read.Results[0].Subject);
        Assert.Equal([1, 2, 3], read.Results[0].Repeats.Select(repeat => repeat.Repeat));
        Assert.Equal(new Spread(499, 500, 501), read.Results[0].Figures["acked"]);
        Assert.Equal(1.5, read.Results[0].Repeats[0].Curves["deliver"][0][1]);
    }

    [Fact]
    public void The_schema_in_the_readme_is_what_is_written()
    {
        using var json = JsonDocument.Parse(Reports.With(500).ToJson());
        Assert.Equal(RunReport.SchemaVersion, json.RootElement.GetProperty("schema").GetInt32());
        string readme = File.ReadAllText(Testing.Repository.Path("bench", "README.md"));
        IEnumerable<string> names = Names(json.RootElement);
        Assert.All(names, name => Assert.Contains($"`{name}`", readme, StringComparison.Ordinal));
        Assert.All(
            FigureKind.All.Where(kind => !kind.Name.Contains(".p", StringComparison.Ordinal)),
            kind => Assert.Contains($"`{kind.Name.Replace(".max", ".p50")}`", readme, StringComparison.Ordinal));
    }

    [Fact]
    public void A_report_of_another_schema_is_refused()
    {
        string json = Reports.With(500).ToJson().Replace("\"schema\": 1", "\"schema\": 2", StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => RunReport.FromJson(json));
    }

    [Fact]
    public void A_void_repeat_counts_nowhere_and_fails_the_run()
    {
        RunReport report = Reports.With(500, 510);
        report.Add("care-teams", "open/500", Reports.Spico, Reports.Measured(9999) with { Void = "3 lost" });
        Assert.Equal(510, report.Results[0].Figures["acked"].Max);
        Assert.Equal(["care-teams open/500 spico-postgres: void, 3 lost"], report.Failures);
    }

    [Fact]
    public void An_objective_is_held_against_the_median_of_every_result_that_has_its_figure()
    {
        RunReport report = Reports.With(400, 500, 600);
        report.Add("care-teams", "closed/4", Reports.Spico, Reports.Measured(9000, p99: 80));
        report.Judge([Parse("rate>450"), Parse("p99<50ms")]);
        Assert.Equal([true, true, true, false], report.Objectives.Select(outcome => outcome.IsMet));
        Assert.Equal("p99<50ms on care-teams closed/4 spico-postgres: measured 80", report.Failures.Single());
    }

    [Fact]
    public void An_objective_that_nothing_measured_is_missed()
    {
        RunReport report = Reports.With(500);
        report.Judge([Parse("recovery<2000")]);
        Assert.Equal("recovery<2000 on every result: not measured", report.Failures.Single());
    }

    [Fact]
    public void A_run_that_was_wrong_prints_no_throughput()
    {
        var output = new StringWriter();
        Measurement wrong = new()
        {
            Void = "1 lost",
            Figures = { ["acked"] = 12_345 },
            Judged = new Judgement { Accepted = 10, Delivered = 79, Lost = 1 },
        };
        ConsoleReport.Print(output, "care-teams", "closed/4", Reports.Spico, wrong);
        Assert.Contains("VOID        1 lost", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("12,345", output.ToString(), StringComparison.Ordinal);
    }

    private static Objective Parse(string text) =>
        Objective.TryParse(text, out Objective? objective) ? objective : throw new FormatException(text);

    private static IEnumerable<string> Names(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject()
            .SelectMany(property => property.Name is "figures" or "settings" or "series" or "curves"
                ? [property.Name]
                : Names(property.Value).Prepend(property.Name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Names),
        _ => [],
    };
}

using System.Xml.Linq;
using Spico.Load.Reporting;
using Spico.Load.Reporting.Html;

namespace Spico.Load.Tests.Reporting;

public sealed class DocumentTests
{
    [Fact]
    public void The_page_needs_nothing_but_itself_and_its_charts_are_well_formed()
    {
        RunReport report = Reports.With(499, 501);
        report.Add("care-teams", "open/500", Reports.Spico with { Name = "a <peer> & more" }, Reports.Measured(480));
        string page = HtmlReport.Render(report);
        Assert.DoesNotContain("http", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<peer>", page, StringComparison.Ordinal);
        string[] charts = [.. page.Split("<svg").Skip(1).Select(rest => $"<svg{rest.Split("</svg>")[0]}</svg>")];
        Assert.True(charts.Length >= 6, $"{charts.Length} charts");
        Assert.All(charts, chart => XElement.Parse(chart));
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_row_has_as_many_cells_as_the_head()
    {
        string markdown = MarkdownReport.Render(Reports.With(499, 501));
        string[] rows = [.. markdown.Split('\n').Where(line => line.StartsWith('|'))];
        Assert.Equal(3, rows.Length);
        Assert.Single(rows.Select(row => row.Count(letter => letter == '|')).Distinct());
        Assert.Contains("500 (499 – 501)", rows[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.37)]
    [InlineData(9.99)]
    [InlineData(100)]
    [InlineData(123_456)]
    public void An_axis_holds_its_greatest_value_and_has_few_ticks(double greatest)
    {
        var scale = Scale.Linear(greatest);
        Assert.InRange(scale.At(greatest), 0, 1);
        Assert.InRange(scale.Ticks.Count, 2, 7);
        Assert.True(scale.Ticks[^1] >= greatest);
        Assert.Equal(1, scale.At(scale.Ticks[^1]), 6);
    }

    [Fact]
    public void A_logarithmic_axis_goes_from_power_to_power()
    {
        var scale = Scale.Logarithmic(0.28, 134);
        Assert.Equal([0.1, 1, 10, 100, 1000], scale.Ticks.Select(tick => Math.Round(tick, 3)));
        Assert.Equal(0.25, scale.At(1), 6);
    }
}

using System.Globalization;
using System.Net;
using System.Text;

namespace Spico.Load.Reporting.Html;

/// <summary>A chart of lines as inline SVG; its colours come from the page.</summary>
internal sealed class LineChart(string title, string unit, Scale horizontal, Scale vertical)
{
    private const int Width = 560;
    private const int Height = 260;
    private const int Left = 52;
    private const int Right = 14;
    private const int Top = 14;
    private const int Bottom = 30;

    /// <summary>What a tick of the horizontal axis is called.</summary>
    public Func<double, string> HorizontalLabel { get; init; } = Scale.Label;

    public string Draw(IReadOnlyList<Line> lines)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<figure><figcaption>{WebUtility.HtmlEncode(title)}")
            .Append(CultureInfo.InvariantCulture, $" <span class=\"unit\">{WebUtility.HtmlEncode(unit)}</span>")
            .Append("</figcaption>")
            .Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" ")
            .Append(CultureInfo.InvariantCulture, $"aria-label=\"{WebUtility.HtmlEncode(title)}\">");
        DrawAxes(svg);
        foreach (Line line in lines)
        {
            string points = string.Join(' ', line.Points.Select(point => string.Create(
                CultureInfo.InvariantCulture, $"{X(point.X):0.#},{Y(point.Y):0.#}")));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"line c{line.Color}")
                .Append(line.IsDashed ? " dashed" : "")
                .Append(CultureInfo.InvariantCulture, $"\" points=\"{points}\"/>");
            foreach ((double x, double y) in line.Points)
            {
                string label = WebUtility.HtmlEncode(
                    $"{line.Label}: {y.ToString("0.##", CultureInfo.InvariantCulture)} {unit} at {HorizontalLabel(x)}");
                svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"dot c{line.Color}\" ")
                    .Append(CultureInfo.InvariantCulture, $"cx=\"{X(x):0.#}\" cy=\"{Y(y):0.#}\" r=\"5\">")
                    .Append(CultureInfo.InvariantCulture, $"<title>{label}</title></circle>");
            }
        }

        svg.Append("</svg>");
        AppendLegend(svg, lines);
        return svg.Append("</figure>").ToString();
    }

    private static void AppendLegend(StringBuilder svg, IReadOnlyList<Line> lines)
    {
        svg.Append("<div class=\"legend\">");
        foreach (Line line in lines)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<span class=\"key c{line.Color}")
                .Append(line.IsDashed ? " dashed" : "")
                .Append(CultureInfo.InvariantCulture, $"\">{WebUtility.HtmlEncode(line.Label)}</span>");
        }

        svg.Append("</div>");
    }

    private static double Across(double share) => Left + (share * (Width - Left - Right));

    private static double Up(double share) => Height - Bottom - (share * (Height - Top - Bottom));

    private double X(double value) => Across(horizontal.At(value));

    private double Y(double value) => Up(vertical.At(value));

    private void DrawAxes(StringBuilder svg)
    {
        foreach (double tick in vertical.Ticks)
        {
            double y = Y(tick);
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" ")
                .Append(CultureInfo.InvariantCulture, $"y1=\"{y:0.#}\" y2=\"{y:0.#}\"/>")
                .Append(CultureInfo.InvariantCulture, $"<text class=\"tick end\" x=\"{Left - 6}\" y=\"{y + 4:0.#}\">")
                .Append(CultureInfo.InvariantCulture, $"{Scale.Label(tick)}</text>");
        }

        foreach (double tick in horizontal.Ticks)
        {
            double x = X(tick);
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{x:0.#}\" x2=\"{x:0.#}\" ")
                .Append(CultureInfo.InvariantCulture, $"y1=\"{Top}\" y2=\"{Height - Bottom}\"/>")
                .Append(CultureInfo.InvariantCulture, $"<text class=\"tick mid\" x=\"{x:0.#}\" y=\"{Height - 10}\">")
                .Append(CultureInfo.InvariantCulture, $"{WebUtility.HtmlEncode(HorizontalLabel(tick))}</text>");
        }
    }
}

using System.Globalization;
using System.Net;
using System.Text;

namespace Spico.Load.Reporting.Html;

/// <summary>A chart of horizontal bars as inline SVG, one below the other.</summary>
internal static class BarChart
{
    private const int Width = 560;
    private const int Row = 26;
    private const int NameWidth = 190;
    private const int ValueWidth = 84;

    public static string Draw(FigureKind kind, IReadOnlyList<Bar> bars)
    {
        double greatest = Math.Max(bars.Max(bar => bar.Value.Max), 1e-9);
        int height = (bars.Count * Row) + 6;
        string title = kind.IsHigherBetter ? $"{kind.Label} ↑" : $"{kind.Label} ↓";
        string hint = kind.IsHigherBetter ? "more is better" : "less is better";
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<figure><figcaption title=\"{hint}\">")
            .Append(CultureInfo.InvariantCulture, $"{WebUtility.HtmlEncode(title)} ")
            .Append(CultureInfo.InvariantCulture, $"<span class=\"unit\">{WebUtility.HtmlEncode(kind.Unit)}</span>")
            .Append("</figcaption>")
            .Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {height}\" role=\"img\" ")
            .Append(CultureInfo.InvariantCulture, $"aria-label=\"{WebUtility.HtmlEncode(kind.Label)}\">");
        for (int i = 0; i < bars.Count; i++)
        {
            DrawBar(svg, kind, bars[i], (i * Row) + 3, greatest);
        }

        return svg.Append("</svg></figure>").ToString();
    }

    private static void DrawBar(StringBuilder svg, FigureKind kind, Bar bar, int top, double greatest)
    {
        double room = Width - NameWidth - ValueWidth;
        double length = Math.Max(1.5, bar.Value.Median / greatest * room);
        double middle = top + 9.5;
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"name end\" x=\"{NameWidth - 8}\" y=\"{top + 14}\">")
            .Append(CultureInfo.InvariantCulture, $"{WebUtility.HtmlEncode(bar.Label)}</text>")
            .Append(CultureInfo.InvariantCulture, $"<rect class=\"bar c{bar.Color}\" x=\"{NameWidth}\" y=\"{top}\" ")
            .Append(CultureInfo.InvariantCulture, $"width=\"{length:0.#}\" height=\"19\" rx=\"3\"><title>")
            .Append(CultureInfo.InvariantCulture, $"{kind.Show(bar.Value.Min)} / {kind.Show(bar.Value.Median)} / ")
            .Append(CultureInfo.InvariantCulture, $"{kind.Show(bar.Value.Max)}</title></rect>");
        double end = length;
        if (bar.Value.Max > bar.Value.Min)
        {
            double from = NameWidth + (bar.Value.Min / greatest * room);
            double to = NameWidth + (bar.Value.Max / greatest * room);
            end = Math.Max(end, to - NameWidth);
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"whisker\" d=\"M{from:0.#} {middle}H{to:0.#}")
                .Append(CultureInfo.InvariantCulture, $"M{from:0.#} {middle - 4}v8M{to:0.#} {middle - 4}v8\"/>");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"value\" x=\"{NameWidth + end + 6:0.#}\" ")
            .Append(CultureInfo.InvariantCulture, $"y=\"{top + 14}\">{kind.Show(bar.Value.Median)}</text>");
    }
}

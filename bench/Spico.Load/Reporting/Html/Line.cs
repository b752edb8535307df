namespace Spico.Load.Reporting.Html;

/// <summary>A line of a chart.</summary>
/// <param name="Label">Its name in the legend.</param>
/// <param name="Color">Which of the page's colours it has.</param>
/// <param name="Points">Where it goes.</param>
/// <param name="IsDashed">Whether it is drawn as the lesser one of two.</param>
internal sealed record Line(
    string Label,
    int Color,
    IReadOnlyList<(double X, double Y)> Points,
    bool IsDashed = false);

namespace Spico.Load.Reporting.Html;

/// <summary>A bar of a chart: the median, with a whisker from least to greatest.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Color">Which of the page's colours it has.</param>
/// <param name="Value">How long it is.</param>
internal sealed record Bar(string Label, int Color, Spread Value);

namespace Spico.Load.Reporting;

/// <summary>A figure over repeats.</summary>
internal sealed record Spread(double Min, double Median, double Max)
{
    public static Spread? Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int half = sorted.Length / 2;
        return sorted.Length == 0
            ? null
            : new Spread(
                sorted[0],
                sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2,
                sorted[^1]);
    }

    public static SortedDictionary<string, Spread> Of(IEnumerable<Measurement> repeats)
    {
        Measurement[] sound = [.. repeats.Where(repeat => repeat.IsSound)];
        SortedDictionary<string, Spread> spreads = new(StringComparer.Ordinal);
        foreach (string name in sound.SelectMany(repeat => repeat.Figures.Keys).Distinct())
        {
            IEnumerable<double> values =
                sound.Where(repeat => repeat.Figures.ContainsKey(name)).Select(repeat => repeat.Figures[name]);
            spreads[name] = Of(values)!;
        }

        return spreads;
    }
}

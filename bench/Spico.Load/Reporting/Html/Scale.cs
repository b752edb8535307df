using System.Globalization;

namespace Spico.Load.Reporting.Html;

/// <summary>Places values along an axis, and says where its ticks are.</summary>
internal sealed class Scale
{
    private readonly double _low;
    private readonly double _high;
    private readonly bool _isLogarithmic;

    private Scale(double low, double high, bool isLogarithmic, IReadOnlyList<double> ticks)
    {
        _low = low;
        _high = high;
        _isLogarithmic = isLogarithmic;
        Ticks = ticks;
    }

    /// <summary>The values worth a line.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>From 0 to a round number that holds the greatest value.</summary>
    public static Scale Linear(double greatest, int ticks = 5)
    {
        double step = RoundStep(Math.Max(greatest, 1e-9) / ticks);
        double high = Math.Ceiling(Math.Max(greatest, 1e-9) / step - 1e-9) * step;
        int count = (int)Math.Round(high / step);
        return new Scale(0, high, false, [.. Enumerable.Range(0, count + 1).Select(i => i * step)]);
    }

    /// <summary>From the power of ten below the least value to the one above the greatest.</summary>
    public static Scale Logarithmic(double least, double greatest)
    {
        int low = (int)Math.Floor(Math.Log10(Math.Max(least, 1e-3)) + 1e-9);
        int high = Math.Max(low + 1, (int)Math.Ceiling(Math.Log10(Math.Max(greatest, 1e-3)) - 1e-9));
        return new Scale(low, high, true, [.. Enumerable.Range(low, high - low + 1).Select(i => Math.Pow(10, i))]);
    }

    /// <summary>A fixed stretch with the ticks given.</summary>
    public static Scale Fixed(double low, double high, IReadOnlyList<double> ticks) => new(low, high, false, ticks);

    /// <summary>Where a value stands, from 0 to 1.</summary>
    public double At(double value)
    {
        double placed = _isLogarithmic ? Math.Log10(Math.Max(value, 1e-6)) : value;
        return Math.Clamp((placed - _low) / (_high - _low), 0, 1);
    }

    /// <summary>A tick's label.</summary>
    public static string Label(double value) => Math.Abs(value) switch
    {
        >= 1e6 => (value / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + "M",
        >= 1e4 => (value / 1e3).ToString("0.##", CultureInfo.InvariantCulture) + "k",
        _ => value.ToString("0.###", CultureInfo.InvariantCulture),
    };

    private static double RoundStep(double step)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        double[] round = [1, 2, 2.5, 5, 10];
        return round.First(factor => factor * power >= step * (1 - 1e-9)) * power;
    }
}

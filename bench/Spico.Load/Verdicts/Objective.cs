using System.Globalization;

namespace Spico.Load.Verdicts;

/// <summary>What a measurement must be, such as <c>rate&gt;40000</c>.</summary>
internal sealed record Objective(string Name, bool IsMinimum, double Value)
{
    public static bool TryParse(string text, out Objective? objective)
    {
        objective = null;
        int at = text.AsSpan().IndexOfAny('<', '>');
        if (at > 0 && double.TryParse(text.AsSpan(at + 1), CultureInfo.InvariantCulture, out double value))
        {
            objective = new Objective(text[..at].Trim(), text[at] == '>', value);
        }

        return objective is not null;
    }

    public bool IsMet(double measured) => IsMinimum ? measured > Value : measured < Value;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name}{(IsMinimum ? '>' : '<')}{Value}");
}

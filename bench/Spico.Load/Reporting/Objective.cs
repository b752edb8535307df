using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Spico.Load.Reporting;

/// <summary>
/// What a figure must be, such as <c>p99&lt;50ms</c>, <c>acked&gt;2000</c> or <c>session.kb&lt;=20</c>. A unit of
/// time is turned into the figure's milliseconds; any other unit is for the reader.
/// </summary>
internal sealed partial record Objective(string Name, string Comparison, double Value, string Text)
{
    public static bool TryParse(string text, [NotNullWhen(true)] out Objective? objective)
    {
        objective = null;
        Match match = Pattern().Match(text.Trim());
        if (!match.Success)
        {
            return false;
        }

        double value = double.Parse(match.Groups["value"].ValueSpan, CultureInfo.InvariantCulture);
        double scale = match.Groups["unit"].Value switch { "s" => 1000, "us" or "µs" => 0.001, _ => 1 };
        string name = match.Groups["name"].Value;
        objective = new Objective(
            name == "rate" ? "acked" : name, match.Groups["comparison"].Value, value * scale, text.Trim());
        return true;
    }

    public bool IsMet(double measured) => Comparison switch
    {
        "<" => measured < Value,
        "<=" => measured <= Value,
        ">" => measured > Value,
        _ => measured >= Value,
    };

    public override string ToString() => Text;

    [GeneratedRegex(@"^(?<name>[a-z][a-z0-9.]*)\s*(?<comparison><=|>=|<|>)\s*(?<value>\d+(\.\d+)?)\s*" +
        "(?<unit>us|µs|ms|s|/s|KB|MB|B)?$")]
    private static partial Regex Pattern();
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Spico.Load.Driving;

/// <summary>
/// How messages come: <c>open/2000</c>, 2,000 a second on a schedule that waits for nobody, or <c>closed/4</c>, as
/// fast as acks come back with 4 on their way in each conversation.
/// </summary>
/// <param name="IsOpen">By schedule rather than by acks.</param>
/// <param name="Value">Messages a second in all, or on their way at once in each conversation.</param>
internal sealed record LoadShape(bool IsOpen, int Value)
{
    public static LoadShape Open(int perSecond) => new(true, perSecond);

    public static LoadShape Closed(int outstanding) => new(false, outstanding);

    public static bool TryParse(string text, [NotNullWhen(true)] out LoadShape? shape)
    {
        shape = text.Split('/') is [("open" or "closed") and var kind, var number] &&
            int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0
            ? new LoadShape(kind == "open", value)
            : null;
        return shape is not null;
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(IsOpen ? "open" : "closed")}/{Value}");
}

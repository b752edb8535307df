using System.Globalization;

namespace Spico.Terminal;

/// <summary>What a person typed after a verb, taken apart.</summary>
internal static class Typed
{
    /// <summary>The first word, and what follows it.</summary>
    public static (string First, string After) Split(string text)
    {
        string trimmed = text.Trim();
        int end = trimmed.IndexOf(' ', StringComparison.Ordinal);
        return end < 0 ? (trimmed, "") : (trimmed[..end], trimmed[end..].Trim());
    }

    /// <summary>A number at the beginning, with or without its sign, and what follows it.</summary>
    public static bool TryNumber(string text, out ulong number, out string rest)
    {
        (string first, rest) = Split(text);
        return ulong.TryParse(first.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number is > 0 and <= long.MaxValue;
    }

    /// <summary>The one of a list that was numbered so, from 1 on; null for none.</summary>
    public static T? Choose<T>(string number, IReadOnlyList<T> choices)
        where T : class =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int chosen)
        && chosen >= 1 && chosen <= choices.Count ? choices[chosen - 1] : null;

    /// <summary>A date in front, as 2026-11-30, and what follows it.</summary>
    public static (DateTimeOffset? Date, string After) Dated(string text)
    {
        (string first, string rest) = Split(text);
        return DateTime.TryParseExact(
            first, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out DateTime date)
            ? (new DateTimeOffset(date), rest)
            : (null, text.Trim());
    }
}

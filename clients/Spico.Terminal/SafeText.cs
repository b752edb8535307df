using System.Globalization;
using System.Text;

namespace Spico.Terminal;

/// <summary>
/// Text from others, made fit for a terminal: no control sequence, no line of its own, nothing that turns the
/// direction of what follows.
/// </summary>
internal static class SafeText
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    public static string Of(string text)
    {
        StringBuilder? safe = null;
        int index = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            string? instead = Instead(rune);
            if (instead is not null && safe is null)
            {
                safe = new StringBuilder(text, 0, index, text.Length + 16);
            }

            safe?.Append(instead ?? rune.ToString());
            index += rune.Utf16SequenceLength;
        }

        return safe?.ToString() ?? text;
    }

    private static string? Instead(Rune rune) => rune.Value switch
    {
        '\n' or 0x2028 or 0x2029 => " ⏎ ",
        '\r' => "",
        '\t' => " ",

        // Emoji and several scripts are written with these two.
        ZeroWidthJoiner or ZeroWidthNonJoiner => null,
        _ => Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => "\uFFFD",
            _ => null,
        },
    };
}

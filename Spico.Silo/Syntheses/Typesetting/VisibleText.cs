using System.Text;

namespace Spico.Silo.Syntheses.Typesetting;

/// <summary>Text without what cannot be seen and could mislead: control characters and changes of direction.</summary>
internal static class VisibleText
{
    private const string Tab = "    ";

    /// <summary>The text as it is shown: line feeds alone end lines.</summary>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var visible = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char each = text[i];
            if (each == '\t')
            {
                visible.Append(Tab);
            }
            else if (EndsLine(text, i))
            {
                visible.Append('\n');
            }
            else if (!IsHidden(each))
            {
                visible.Append(each);
            }
        }

        return visible.ToString();
    }

    private static bool EndsLine(string text, int at) =>
        text[at] is '\n' or '\u2028' or '\u2029'
        || (text[at] == '\r' && (at + 1 == text.Length || text[at + 1] != '\n'));

    private static bool IsHidden(char each) =>
        char.IsControl(each)
        || each is (>= '\u200E' and <= '\u200F') or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069')
            or '\uFEFF' or '\u00AD';
}

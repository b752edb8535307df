using System.Globalization;
using System.Text;

namespace Spico.Silo.Agendas.Feeds;

/// <summary>Lines of iCalendar (RFC 5545): ended by CRLF, folded at 75 octets, values escaped.</summary>
internal sealed class CalendarText
{
    private const int OctetsMax = 75;

    private readonly StringBuilder _text = new();

    /// <summary>Adds a line whose value is written as it stands.</summary>
    public CalendarText Add(string name, string value)
    {
        int octets = 0;
        foreach (Rune rune in $"{name}:{value}".EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > OctetsMax)
            {
                // The space that begins a continued line counts too.
                _text.Append("\r\n ");
                octets = 1;
            }

            _text.Append(rune);
            octets += rune.Utf8SequenceLength;
        }

        _text.Append("\r\n");
        return this;
    }

    /// <summary>Adds a line whose value is a text; none for an empty one.</summary>
    public CalendarText AddText(string name, string text) =>
        text.Length == 0 ? this : Add(name, Escape(text));

    /// <summary>An instant.</summary>
    public static string Instant(long instant) => DateTimeOffset.FromUnixTimeMilliseconds(instant)
        .ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>What clocks show somewhere.</summary>
    public static string Local(DateTime local) =>
        local.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);

    public override string ToString() => _text.ToString();

    // What cannot be in a text of iCalendar at all becomes a space.
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char letter in text.ReplaceLineEndings("\n"))
        {
            _ = letter switch
            {
                '\\' or ';' or ',' => escaped.Append('\\').Append(letter),
                '\n' => escaped.Append("\\n"),
                _ => escaped.Append(char.IsControl(letter) ? ' ' : letter),
            };
        }

        return escaped.ToString();
    }
}

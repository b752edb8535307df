using System.Globalization;
using System.Text.RegularExpressions;

namespace Spico.Load.Chat;

/// <summary>
/// A chat log with lines such as <c>[09:07] &lt;nick&gt; text</c>. Only these are messages; joins, departures and
/// actions are not.
/// </summary>
internal sealed partial class ChatLog
{
    private const int MinutesPerDay = 24 * 60;

    private ChatLog(string title, List<ChatLine> lines, int emptyLines)
    {
        Title = title;
        Lines = lines;
        EmptyLines = emptyLines;
        Speakers = [.. lines.Select(line => line.Speaker).Distinct(StringComparer.Ordinal)];
    }

    public string Title { get; }

    public IReadOnlyList<ChatLine> Lines { get; }

    /// <summary>Messages without a text, which cannot be posted.</summary>
    public int EmptyLines { get; }

    public IReadOnlyList<string> Speakers { get; }

    /// <summary>The logs of a folder, by name.</summary>
    public static IReadOnlyList<ChatLog> ReadFolder(string folder, int count)
    {
        string[] files = [.. Directory.EnumerateFiles(folder, "*.txt").Order(StringComparer.Ordinal).Take(count)];
        return files.Length > 0
            ? [.. files.Select(file => Parse(Path.GetFileNameWithoutExtension(file), File.ReadLines(file)))]
            : throw new FileNotFoundException($"No *.txt in {folder}.");
    }

    public static ChatLog Parse(string title, IEnumerable<string> text)
    {
        List<ChatLine> lines = [];
        int emptyLines = 0, first = -1, last = 0, days = 0;
        foreach (string line in text)
        {
            Match match = Message().Match(line);
            if (!match.Success)
            {
                continue;
            }

            int minute = (Number(match, "hour") * 60) + Number(match, "minute");
            days += first >= 0 && minute < last ? 1 : 0;
            first = first < 0 ? minute : first;
            last = minute;
            string said = match.Groups["text"].Value;
            if (said.Length == 0)
            {
                emptyLines++;
                continue;
            }

            lines.Add(new ChatLine((days * MinutesPerDay) + minute - first, match.Groups["nick"].Value, said));
        }

        return new ChatLog(title, lines, emptyLines);
    }

    private static int Number(Match match, string group) =>
        int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\[(?<hour>\d\d):(?<minute>\d\d)\] <(?<nick>[^>]+)>(?: (?<text>.*))?$")]
    private static partial Regex Message();
}

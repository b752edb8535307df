using System.Globalization;

namespace Spico.Silo.Syntheses.Typesetting;

/// <summary>
/// Breaks text into lines as French has it: no line begins with a closing sign or ends with an opening one, whatever
/// kind of space stands before it. A word that is wider than a line is broken where it must be.
/// </summary>
internal sealed class LineBreaker(TextShaper shaper)
{
    /// <summary>The lines of some text in a width. Line feeds begin a new one.</summary>
    public IEnumerable<TextLine> Break(IReadOnlyList<TextSpan> spans, float width)
    {
        var line = new List<PlacedText>();
        float filled = 0;
        float leading = 0;
        foreach (TextSpan span in spans)
        {
            string[] paragraphs = VisibleText.Of(span.Text).Split('\n');
            for (int i = 0; i < paragraphs.Length; i++)
            {
                if (i > 0)
                {
                    yield return Take(span.Style);
                }

                leading = Math.Max(leading, span.Style.Leading);
                foreach (string word in Words(paragraphs[i]))
                {
                    foreach (string piece in Fitting(word, span.Style, width))
                    {
                        // The space at the end of a line hangs beyond it.
                        float needed = shaper.Shape(piece.TrimEnd(' '), span.Style.IsStrong).Width * span.Style.Size;
                        if (filled > 0 && filled + needed > width)
                        {
                            yield return Take(span.Style);
                            leading = span.Style.Leading;
                        }

                        ShapedText shaped = shaper.Shape(piece, span.Style.IsStrong);
                        line.Add(new PlacedText(shaped, filled, span.Style));
                        filled += shaped.Width * span.Style.Size;
                    }
                }
            }
        }

        if (line.Count > 0)
        {
            yield return new TextLine(line, filled, leading);
        }

        TextLine Take(TextStyle style)
        {
            var taken = new TextLine(line, filled, Math.Max(leading, style.Leading));
            line = [];
            filled = 0;
            leading = 0;
            return taken;
        }
    }

    /// <summary>The pieces between which a line may end, each with the space after it.</summary>
    public static IEnumerable<string> Words(string text)
    {
        int start = 0;
        for (int at = 1; at < text.Length; at++)
        {
            if (MayBreakBefore(text, at))
            {
                yield return text[start..at];
                start = at;
            }
        }

        if (start < text.Length)
        {
            yield return text[start..];
        }
    }

    private static bool MayBreakBefore(string text, int at)
    {
        char before = text[at - 1];
        char next = text[at];
        if (before is '\u200B')
        {
            return true;
        }

        if (before is ' ')
        {
            bool isAfterOpening = at >= 2 && (text[at - 2] is '«' or '“');
            return next != ' ' && !isAfterOpening && !IsClosing(text, at);
        }

        // Between letters, after a hyphen or a dash; not before a number that it makes negative.
        return (before is '-' or '–' or '—') && char.IsLetter(next) && at >= 2 && char.IsLetter(text[at - 2]);
    }

    private static bool IsClosing(string text, int at)
    {
        bool isAlone = at + 1 == text.Length || char.IsWhiteSpace(text[at + 1]) || IsMark(text[at + 1]);
        return text[at] is '»' or '”' || (isAlone && (IsMark(text[at]) || text[at] is '%' or '€' or '°'));
    }

    private static bool IsMark(char each) => each is ';' or ':' or '!' or '?' or '»' or '”';

    private IEnumerable<string> Fitting(string word, TextStyle style, float width)
    {
        if (shaper.Shape(word.TrimEnd(' '), style.IsStrong).Width * style.Size <= width)
        {
            return [word];
        }

        var pieces = new List<string>();
        int start = 0;
        float filled = 0;
        for (int at = 0; at < word.Length;)
        {
            int length = StringInfo.GetNextTextElementLength(word.AsSpan(at));
            float wide = shaper.Shape(word.Substring(at, length), style.IsStrong).Width * style.Size;
            if (filled > 0 && filled + wide > width)
            {
                pieces.Add(word[start..at]);
                start = at;
                filled = 0;
            }

            filled += wide;
            at += length;
        }

        pieces.Add(word[start..]);
        return pieces;
    }
}

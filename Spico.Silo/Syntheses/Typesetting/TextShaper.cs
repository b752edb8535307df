using System.Globalization;
using System.Text;
using HarfBuzzSharp;
using Buffer = HarfBuzzSharp.Buffer;

namespace Spico.Silo.Syntheses.Typesetting;

/// <summary>
/// Turns text into glyphs: finds the face that has each character, and lets HarfBuzz place them. Words come again and
/// again, and are shaped once. What no face has is drawn as a box; the text behind it stays what it is.
/// </summary>
internal sealed class TextShaper(FontBook fonts) : IDisposable
{
    private const int KnownMax = 20_000;
    private const int Box = 0x25A1;
    private const int EmojiVariant = 0xFE0F;
    private const int TextVariant = 0xFE0E;

    // A ligature would hide letters from whoever searches or copies the text.
    private static readonly Feature[] Features = [Feature.Parse("-liga"), Feature.Parse("-clig")];

    private readonly Dictionary<(string Text, bool IsStrong), ShapedText> _known = [];
    private readonly Buffer _buffer = new();

    /// <summary>Shapes a piece of text.</summary>
    public ShapedText Shape(string text, bool isStrong)
    {
        if (_known.TryGetValue((text, isStrong), out ShapedText? known))
        {
            return known;
        }

        if (_known.Count >= KnownMax)
        {
            _known.Clear();
        }

        ShapedText shaped = ShapeNew(text, isStrong ? FaceName.Strong : FaceName.Regular);
        _known.Add((text, isStrong), shaped);
        return shaped;
    }

    public void Dispose() => _buffer.Dispose();

    private ShapedText ShapeNew(string text, FaceName wanted)
    {
        var runs = new List<ShapedRun>();
        float width = 0;
        int start = 0;
        FaceName? face = null;
        bool isBoxed = false;
        for (int at = 0; at < text.Length;)
        {
            int length = StringInfo.GetNextTextElementLength(text.AsSpan(at));
            (FaceName Face, bool IsBoxed) found = Find(text.AsSpan(at, length), wanted);
            if (face is not null && found != (face.Value, isBoxed))
            {
                Add(text[start..at], face.Value, isBoxed);
                start = at;
            }

            (face, isBoxed) = found;
            at += length;
        }

        if (face is not null)
        {
            Add(text[start..], face.Value, isBoxed);
        }

        return new ShapedText([.. runs], width);

        void Add(string piece, FaceName name, bool boxed)
        {
            runs.Add(Run(piece, name, boxed));
            width += runs[^1].Width;
        }
    }

    private (FaceName Face, bool IsBoxed) Find(ReadOnlySpan<char> element, FaceName wanted)
    {
        bool isText = true;
        bool isEmoji = element.Contains((char)EmojiVariant);
        int first = 0;
        foreach (Rune rune in element.EnumerateRunes())
        {
            first = first == 0 ? rune.Value : first;
            isText &= rune.Value is TextVariant || fonts.Has(wanted, rune.Value);
        }

        if ((isEmoji || !isText) && fonts.Has(FaceName.Emoji, first))
        {
            return (FaceName.Emoji, false);
        }

        // An accent that the face has no place for is drawn as well as may be.
        return (wanted, !fonts.Has(wanted, first));
    }

    private ShapedRun Run(string piece, FaceName face, bool isBoxed)
    {
        string drawn = isBoxed ? Boxes(piece) : piece;
        _buffer.ClearContents();
        _buffer.AddUtf16(drawn);
        _buffer.GuessSegmentProperties();
        fonts.Shaper(face).Shape(_buffer, Features);
        ReadOnlySpan<GlyphInfo> infos = _buffer.GetGlyphInfoSpan();
        ReadOnlySpan<GlyphPosition> positions = _buffer.GetGlyphPositionSpan();
        uint[] bytes = BytesAt(piece, drawn, isBoxed);
        var glyphs = new ushort[infos.Length];
        var x = new float[infos.Length];
        var y = new float[infos.Length];
        var clusters = new uint[infos.Length];
        float width = 0;
        for (int i = 0; i < infos.Length; i++)
        {
            glyphs[i] = (ushort)infos[i].Codepoint;
            x[i] = width + ((float)positions[i].XOffset / FontBook.EmUnits);
            y[i] = (float)positions[i].YOffset / FontBook.EmUnits;
            clusters[i] = bytes[infos[i].Cluster];
            width += (float)positions[i].XAdvance / FontBook.EmUnits;
        }

        return new ShapedRun(face, Encoding.UTF8.GetBytes(piece), glyphs, x, y, clusters, width);
    }

    // A box a character as people see it.
    private static string Boxes(string piece) =>
        new((char)Box, new StringInfo(piece).LengthInTextElements);

    /// <summary>Of each character drawn, the byte of the text where what it stands for begins.</summary>
    private static uint[] BytesAt(string piece, string drawn, bool isBoxed)
    {
        var bytes = new uint[drawn.Length];
        if (isBoxed)
        {
            int[] starts = StringInfo.ParseCombiningCharacters(piece);
            for (int i = 0; i < drawn.Length; i++)
            {
                bytes[i] = (uint)Encoding.UTF8.GetByteCount(piece.AsSpan(0, starts[i]));
            }

            return bytes;
        }

        uint at = 0;
        for (int i = 0; i < piece.Length; i++)
        {
            bytes[i] = at;
            bool isPair = char.IsHighSurrogate(piece[i]) && i + 1 < piece.Length && char.IsLowSurrogate(piece[i + 1]);
            if (isPair)
            {
                bytes[++i] = at;
                at += 4;
            }
            else
            {
                at += (uint)new Rune(char.IsSurrogate(piece[i]) ? '\uFFFD' : piece[i]).Utf8SequenceLength;
            }
        }

        return bytes;
    }
}

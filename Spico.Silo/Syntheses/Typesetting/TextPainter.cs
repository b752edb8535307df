using SkiaSharp;

namespace Spico.Silo.Syntheses.Typesetting;

/// <summary>
/// Draws lines. Glyphs carry the text they stand for into the document, so that it can be searched, copied and read
/// aloud. Not for two threads at once.
/// </summary>
internal sealed class TextPainter(FontBook fonts) : IDisposable
{
    // Where the baseline is, between the top of a line and its bottom.
    private const float AscentOfSize = 0.78f;

    private readonly Dictionary<(FaceName Face, float Size), SKFont> _fonts = [];
    private readonly SKPaint _paint = new() { IsAntialias = true };
    private readonly List<ushort> _glyphs = [];
    private readonly List<SKPoint> _places = [];
    private readonly List<uint> _clusters = [];
    private readonly List<byte> _text = [];

    /// <summary>Draws a line whose top left corner is given.</summary>
    public void Draw(SKCanvas canvas, TextLine line, float left, float top)
    {
        (FaceName Face, TextStyle Style)? current = null;
        foreach (PlacedText piece in line.Pieces)
        {
            float x = left + piece.X;
            float baseline = top + ((line.Leading - piece.Style.Size) / 2) + (AscentOfSize * piece.Style.Size);
            foreach (ShapedRun run in piece.Text.Runs)
            {
                if (current is { } before && before != (run.Face, piece.Style))
                {
                    Flush(canvas, before.Face, before.Style);
                }

                current = (run.Face, piece.Style);
                Add(run, piece.Style.Size, x, baseline);
                x += run.Width * piece.Style.Size;
            }
        }

        if (current is { } last)
        {
            Flush(canvas, last.Face, last.Style);
        }
    }

    public void Dispose()
    {
        foreach (SKFont font in _fonts.Values)
        {
            font.Dispose();
        }

        _paint.Dispose();
    }

    private void Add(ShapedRun run, float size, float x, float baseline)
    {
        uint textStart = (uint)_text.Count;
        _text.AddRange(run.Text);
        for (int i = 0; i < run.Glyphs.Length; i++)
        {
            _glyphs.Add(run.Glyphs[i]);
            _places.Add(new SKPoint(x + (run.X[i] * size), baseline - (run.Y[i] * size)));
            _clusters.Add(textStart + run.Clusters[i]);
        }
    }

    private void Flush(SKCanvas canvas, FaceName face, TextStyle style)
    {
        if (_glyphs.Count > 0)
        {
            using var builder = new SKTextBlobBuilder();
            SKPositionedTextRunBuffer run = builder.AllocatePositionedTextRun(
                FontOf(face, style.Size), _glyphs.Count, _text.Count);
            run.SetGlyphs(_glyphs.ToArray());
            run.SetPositions(_places.ToArray());
            run.SetClusters(_clusters.ToArray());
            run.SetText(_text.ToArray());
            using SKTextBlob? blob = builder.Build();
            _paint.Color = style.Color;
            canvas.DrawText(blob, 0, 0, _paint);
        }

        _glyphs.Clear();
        _places.Clear();
        _clusters.Clear();
        _text.Clear();
    }

    private SKFont FontOf(FaceName face, float size)
    {
        if (!_fonts.TryGetValue((face, size), out SKFont? font))
        {
            font = new SKFont(fonts.Typeface(face), size)
            {
                Subpixel = true,
                LinearMetrics = true,
                Hinting = SKFontHinting.None,
            };
            _fonts.Add((face, size), font);
        }

        return font;
    }
}

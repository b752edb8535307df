using SkiaSharp;

namespace Spico.Silo.Syntheses.Typesetting;

/// <summary>
/// Fills pages from top to bottom. Without a document it only counts them: a document is laid out twice, because each
/// page says how many there are.
/// </summary>
internal sealed class PageFlow(SKDocument? document, TextPainter painter, Action<SKCanvas, int> furnish) : IDisposable
{
    /// <summary>A4, in points.</summary>
    public const float PageWidth = 595.28f;
    public const float PageHeight = 841.89f;
    public const float Left = 50;
    public const float ColumnWidth = PageWidth - (2 * Left);

    private const float Top = 64;
    private const float Bottom = PageHeight - 58;
    private const float BarWidth = 2;
    private const float BarGap = 8;
    private const float GroundMargin = 8;

    private readonly SKPaint _paint = new() { IsAntialias = true };
    private SKCanvas? _canvas;
    private float _y = Bottom;

    /// <summary>The pages so far.</summary>
    public int Pages { get; private set; }

    /// <summary>Whether nothing is on the page yet.</summary>
    private bool IsAtTop => _y <= Top;

    /// <summary>Begins a page unless there is room for so much.</summary>
    public void Need(float height)
    {
        if (_y + height > Bottom)
        {
            Turn();
        }
    }

    /// <summary>Leaves room, but not at the top of a page.</summary>
    public void Skip(float height)
    {
        if (Pages > 0 && !IsAtTop)
        {
            _y += height;
        }
    }

    /// <summary>Sets a line.</summary>
    public void Set(TextLine line, float indent = 0, LineMark mark = default)
    {
        Need(line.Leading);
        if (_canvas is not null)
        {
            Draw(mark, indent, line.Leading);
            painter.Draw(_canvas, line, Left + indent, _y);
        }

        _y += line.Leading;
    }

    /// <summary>Sets a line on the line set before, from a place on or, with its width, up to one.</summary>
    public void SetBeside(TextLine line, float x)
    {
        if (_canvas is not null)
        {
            painter.Draw(_canvas, line, Left + x, _y - line.Leading);
        }
    }

    /// <summary>Fills a strip of the column, for air above and below lines with a ground.</summary>
    public void Pad(float height, LineMark mark)
    {
        Need(height);
        if (_canvas is not null)
        {
            Draw(mark, 0, height);
        }

        _y += height;
    }

    /// <summary>Draws a thin line across the column.</summary>
    public void Rule(SKColor color, float width = ColumnWidth)
    {
        _paint.Color = color;
        _canvas?.DrawRect(Left, _y, width, 0.6f, _paint);
        _y += 0.6f;
    }

    /// <summary>Places a picture.</summary>
    public void Place(SKImage? picture, float indent, float width, float height)
    {
        Need(height);
        if (_canvas is not null && picture is not null)
        {
            _canvas.DrawImage(
                picture,
                SKRect.Create(Left + indent, _y, width, height),
                new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        }

        _y += height;
    }

    /// <summary>Ends the last page.</summary>
    public void End()
    {
        if (_canvas is not null)
        {
            document!.EndPage();
            _canvas.Dispose();
            _canvas = null;
        }
    }

    public void Dispose()
    {
        _canvas?.Dispose();
        _paint.Dispose();
    }

    private void Turn()
    {
        if (_canvas is not null)
        {
            document!.EndPage();
            _canvas.Dispose();
        }

        Pages++;
        _y = Top;
        if (document is not null)
        {
            _canvas = document.BeginPage(PageWidth, PageHeight);
            furnish(_canvas, Pages);
        }
    }

    private void Draw(LineMark mark, float indent, float height)
    {
        if (mark.Ground.Alpha > 0)
        {
            _paint.Color = mark.Ground;
            _canvas!.DrawRect(Left - GroundMargin, _y, ColumnWidth + (2 * GroundMargin), height, _paint);
        }

        if (mark.Bar.Alpha > 0)
        {
            _paint.Color = mark.Bar;
            _canvas!.DrawRect(Left + indent - BarGap, _y, BarWidth, height, _paint);
        }
    }
}

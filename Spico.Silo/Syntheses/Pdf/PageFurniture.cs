using SkiaSharp;
using Spico.Silo.Syntheses.Typesetting;

namespace Spico.Silo.Syntheses.Pdf;

/// <summary>What every page says: whom it is about, who asked for it and when, and which page it is.</summary>
internal sealed class PageFurniture(
    (string About, string Title, string Asked) said, LineBreaker breaker, TextPainter painter, int pages)
{
    private const float HeaderTop = 34;
    private const float FooterTop = PageFlow.PageHeight - 42;
    private const float RuleGap = 3;

    /// <summary>Draws it on a page.</summary>
    public void Draw(SKCanvas canvas, int page)
    {
        using var paint = new SKPaint { Color = Styles.Line };
        if (page > 1)
        {
            Pair(canvas, said.About, said.Title, HeaderTop);
            canvas.DrawRect(
                PageFlow.Left, HeaderTop + Styles.Furniture.Leading + RuleGap, PageFlow.ColumnWidth, 0.6f, paint);
        }

        canvas.DrawRect(PageFlow.Left, FooterTop - RuleGap, PageFlow.ColumnWidth, 0.6f, paint);
        Pair(canvas, said.Asked, $"page{Wording.Nbsp}{page}{Wording.Nbsp}/{Wording.Nbsp}{pages}", FooterTop);
    }

    private void Pair(SKCanvas canvas, string left, string right, float top)
    {
        const float Gap = 16;
        TextLine end = One(right, PageFlow.ColumnWidth);
        TextLine start = One(left, PageFlow.ColumnWidth - end.Width - Gap);
        painter.Draw(canvas, start, PageFlow.Left, top);
        painter.Draw(canvas, end, PageFlow.Left + PageFlow.ColumnWidth - end.Width, top);
    }

    private TextLine One(string text, float width) =>
        breaker.Break([new TextSpan(text, Styles.Furniture)], width).First();
}

using SkiaSharp;
using Spico.Silo.Syntheses;
using Spico.Silo.Syntheses.Pdf;
using Spico.Silo.Syntheses.Typesetting;

namespace Spico.Silo.Dossiers.Plans.Pdf;

/// <summary>What every page says: whose plan it is, who asked for it and when, and which page it is.</summary>
internal sealed class PlanFurniture(PlanContent content, LineBreaker breaker, TextPainter painter, int pages)
{
    private const float HeaderTop = 34;
    private const float FooterTop = PageFlow.PageHeight - 42;
    private const float RuleGap = 3;
    private const float Gap = 16;

    private readonly string _about = $"Patient{Wording.Nbsp}: {Wording.Patient(content.Patient.Traits)}";

    private readonly string _asked =
        $"Édité par {content.NameOf(content.Asker)} le {Wording.DayAndTime(content.AskedAt)} — secret professionnel";

    /// <summary>Draws it on a page.</summary>
    public void Draw(SKCanvas canvas, int page)
    {
        using var paint = new SKPaint { Color = Styles.Line };
        if (page > 1)
        {
            Pair(canvas, _about, PlanWording.Title, HeaderTop);
            canvas.DrawRect(
                PageFlow.Left, HeaderTop + Styles.Furniture.Leading + RuleGap, PageFlow.ColumnWidth, 0.6f, paint);
        }

        canvas.DrawRect(PageFlow.Left, FooterTop - RuleGap, PageFlow.ColumnWidth, 0.6f, paint);
        Pair(canvas, _asked, $"page{Wording.Nbsp}{page}{Wording.Nbsp}/{Wording.Nbsp}{pages}", FooterTop);
    }

    private void Pair(SKCanvas canvas, string left, string right, float top)
    {
        TextLine end = One(right, PageFlow.ColumnWidth);
        TextLine start = One(left, PageFlow.ColumnWidth - end.Width - Gap);
        painter.Draw(canvas, start, PageFlow.Left, top);
        painter.Draw(canvas, end, PageFlow.Left + PageFlow.ColumnWidth - end.Width, top);
    }

    private TextLine One(string text, float width) =>
        breaker.Break([new TextSpan(text, Styles.Furniture)], width).First();
}

using SkiaSharp;
using Spico.Silo.Syntheses.Pdf;
using Spico.Silo.Syntheses.Typesetting;

namespace Spico.Silo.Dossiers.Plans.Pdf;

/// <summary>Writes a plan as PDF, with the typesetting of syntheses.</summary>
internal static class PlanPdf
{
    /// <summary>Writes it.</summary>
    public static byte[] Write(PlanContent content)
    {
        using var fonts = new FontBook();
        using var shaper = new TextShaper(fonts);
        using var painter = new TextPainter(fonts);
        var breaker = new LineBreaker(shaper);
        int pages = LayOut(content, null, 0, breaker, painter);
        using var output = new MemoryStream();
        using (var document = SKDocument.CreatePdf(output, Metadata(content)))
        {
            LayOut(content, document, pages, breaker, painter);
            document.Close();
        }

        return output.ToArray();
    }

    private static int LayOut(
        PlanContent content, SKDocument? document, int pages, LineBreaker breaker, TextPainter painter)
    {
        var furniture = new PageFurniture(PlanWording.Furniture(content), breaker, painter, pages);
        using var flow = new PageFlow(document, painter, furniture.Draw);
        new PlanComposer(content, flow, breaker).Compose();
        return flow.Pages;
    }

    private static SKDocumentPdfMetadata Metadata(PlanContent content) => new()
    {
        Title = PlanWording.Title,
        Author = content.NameOf(content.Asker),
        Creator = "Spico",
        Producer = "Spico",
        Creation = content.AskedAt.UtcDateTime,
        Modified = content.AskedAt.UtcDateTime,
        RasterDpi = SKDocumentPdfMetadata.DefaultRasterDpi,
        EncodingQuality = SKDocumentPdfMetadata.DefaultEncodingQuality,
    };
}

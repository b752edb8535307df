using System.Globalization;
using SkiaSharp;
using Spico.Protocol.V1;
using Spico.Silo.Syntheses.Pdf;
using Spico.Silo.Syntheses.Typesetting;

namespace Spico.Silo.Exports;

/// <summary>Writes an export as PDF, with the typesetting of syntheses.</summary>
internal static class OwnDataPdf
{
    /// <summary>Writes it.</summary>
    public static byte[] Write(OwnData data)
    {
        using var fonts = new FontBook();
        using var shaper = new TextShaper(fonts);
        using var painter = new TextPainter(fonts);
        var breaker = new LineBreaker(shaper);
        int pages = LayOut(data, null, 0, breaker, painter);
        using var output = new MemoryStream();
        using (var document = SKDocument.CreatePdf(output, new SKDocumentPdfMetadata
        {
            Title = OwnDataComposer.Title,
            Author = data.Registered?.Name ?? string.Empty,
            Creator = "Spico",
            Producer = "Spico",
            Creation = DateTimeOffset.FromUnixTimeMilliseconds(data.MadeAt).UtcDateTime,
            Modified = DateTimeOffset.FromUnixTimeMilliseconds(data.MadeAt).UtcDateTime,
            RasterDpi = SKDocumentPdfMetadata.DefaultRasterDpi,
            EncodingQuality = SKDocumentPdfMetadata.DefaultEncodingQuality,
        }))
        {
            LayOut(data, document, pages, breaker, painter);
            document.Close();
        }

        return output.ToArray();
    }

    private static int LayOut(
        OwnData data, SKDocument? document, int pages, LineBreaker breaker, TextPainter painter)
    {
        string asked = string.Create(
            CultureInfo.InvariantCulture,
            $"Établi le {DateTimeOffset.FromUnixTimeMilliseconds(data.MadeAt):dd/MM/yyyy HH:mm} UTC");
        var furniture = new PageFurniture(
            (data.Registered?.Name ?? string.Empty, OwnDataComposer.Title, asked), breaker, painter, pages);
        using var flow = new PageFlow(document, painter, furniture.Draw);
        new OwnDataComposer(data, flow, breaker).Compose();
        return flow.Pages;
    }
}

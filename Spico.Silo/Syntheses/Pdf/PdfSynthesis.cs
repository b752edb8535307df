using SkiaSharp;
using Spico.Silo.Syntheses.Gathering;
using Spico.Silo.Syntheses.Typesetting;

namespace Spico.Silo.Syntheses.Pdf;

/// <summary>Writes a synthesis as PDF: its pages, and then its files and its manifest attached to them.</summary>
internal sealed class PdfSynthesis(
    SynthesisContent content, SynthesisFiles files, SynthesisOptions options, SynthesisProgress progress)
{
    private const string ManifestName = "manifeste.json";

    /// <summary>Writes it, and returns how many pages it has.</summary>
    /// <exception cref="SynthesisRefusedException">It is too many.</exception>
    public int Write(SealedOutput output)
    {
        using var fonts = new FontBook();
        using var shaper = new TextShaper(fonts);
        using var painter = new TextPainter(fonts);
        var breaker = new LineBreaker(shaper);
        int pages = LayOut(null, 0, breaker, painter, static () => { });
        using (var document = SKDocument.CreatePdf(output, Metadata()))
        {
            LayOut(document, pages, breaker, painter, progress.Step);
            document.Close();
        }

        Attach(output);
        return pages;
    }

    private int LayOut(SKDocument? document, int pages, LineBreaker breaker, TextPainter painter, Action step)
    {
        var furniture = new PageFurniture(SynthesisSummary.Furniture(content), breaker, painter, pages);
        using var flow = new PageFlow(document, painter, furniture.Draw);
        var messages = new MessageComposer(content, files, flow, breaker, isDrawn: document is not null);
        new PageComposer(content, flow, breaker, options.PagesMax).Compose(messages, step);
        return flow.Pages;
    }

    private void Attach(SealedOutput output)
    {
        var update = PdfUpdate.Begin(output);
        byte[] manifest = SynthesisManifest.Write(content);
        update.Attach(
            new PdfAttachment(ManifestName, "application/json", manifest.Length, "Data"),
            destination => destination.Write(manifest));
        foreach (SynthesisFile file in files.All.Where(file => !file.IsPicture))
        {
            update.Attach(
                new PdfAttachment(
                    $"{file.Number} - {file.Shown.Name}", file.Shown.MediaType, (long)file.Shown.Size, "Supplement"),
                destination => files.CopyTo(file, destination));
        }

        update.End();
    }

    private SKDocumentPdfMetadata Metadata() => new()
    {
        Title = content.Conversation.Title.Length > 0
            ? $"{Wording.Title} — {content.Conversation.Title}"
            : Wording.Title,
        Author = content.Asker.Name,
        Creator = "Spico",
        Producer = "Spico",
        Creation = content.AskedAt.UtcDateTime,
        Modified = content.AskedAt.UtcDateTime,
        RasterDpi = SKDocumentPdfMetadata.DefaultRasterDpi,
        EncodingQuality = SKDocumentPdfMetadata.DefaultEncodingQuality,
    };
}

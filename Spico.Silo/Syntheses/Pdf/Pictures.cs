using SkiaSharp;

namespace Spico.Silo.Syntheses.Pdf;

/// <summary>Pictures as a page shows them.</summary>
internal static class Pictures
{
    private const int SideMax = 2_000;
    private const int Quality = 88;

    /// <summary>
    /// Opens a picture. A JPEG goes into the document byte for byte, whatever its size. What was packed without loss is
    /// made a JPEG of a size that prints well, for it would be unpacked whole.
    /// </summary>
    public static SKImage? Open(byte[] bytes, string mediaType)
    {
        if (mediaType == "image/jpeg")
        {
            using SKData data = SKData.CreateCopy(bytes);
            return SKImage.FromEncodedData(data);
        }

        using SKBitmap? decoded = SKBitmap.Decode(bytes);
        if (decoded is null)
        {
            return null;
        }

        float scale = Math.Min(1f, (float)SideMax / Math.Max(decoded.Width, decoded.Height));
        var size = new SKImageInfo(
            Math.Max(1, (int)(decoded.Width * scale)),
            Math.Max(1, (int)(decoded.Height * scale)),
            SKColorType.Rgba8888,
            SKAlphaType.Opaque);
        using var flat = new SKBitmap(size);
        using (var canvas = new SKCanvas(flat))
        using (SKImage source = SKImage.FromBitmap(decoded))
        {
            canvas.Clear(SKColors.White);
            canvas.DrawImage(
                source,
                SKRect.Create(size.Width, size.Height),
                new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        }

        using SKData encoded = flat.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return SKImage.FromEncodedData(encoded);
    }
}

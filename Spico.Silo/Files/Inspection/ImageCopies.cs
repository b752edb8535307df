using SkiaSharp;
using Spico.Protocol.V1;

namespace Spico.Silo.Files.Inspection;

/// <summary>
/// Makes images anew from their pixels, turned as they are meant to be seen: what cameras write beside the pixels,
/// above all where the photo was taken, does not survive.
/// </summary>
internal static class ImageCopies
{
    private const int ThumbnailQuality = 80;
    private const int Quality = 90;
    private static readonly MediaType Jpeg = new("image/jpeg", ["jpg", "jpeg", "jpe", "jfif"], MediaFamily.Image);
    private static readonly MediaType Webp = new("image/webp", ["webp"], MediaFamily.Image);
    private static readonly MediaType Png = new("image/png", ["png"], MediaFamily.Image);

    /// <summary>Makes an image and its thumbnail anew.</summary>
    public static ImageCopy Make(Stream content, FilesOptions options)
    {
        content.Position = 0;
        using SKCodec? codec = SKCodec.Create(content);
        if (codec is null)
        {
            return ImageCopy.Refused(FileRefusal.ImageBroken);
        }

        // Before a pixel is unpacked: a small file may say it is a huge image.
        if ((long)codec.Info.Width * codec.Info.Height > options.PixelsMax)
        {
            return ImageCopy.Refused(FileRefusal.ImageTooLarge);
        }

        using SKBitmap? image = Decode(codec);
        if (image is null)
        {
            return ImageCopy.Refused(FileRefusal.ImageBroken);
        }

        (MediaType type, SKEncodedImageFormat format) = codec.EncodedFormat switch
        {
            SKEncodedImageFormat.Jpeg => (Jpeg, SKEncodedImageFormat.Jpeg),
            SKEncodedImageFormat.Webp => (Webp, SKEncodedImageFormat.Webp),
            _ => (Png, SKEncodedImageFormat.Png),
        };
        byte[]? bytes = Encode(image, format, Quality);
        byte[]? thumbnail = MakeThumbnail(image, options.ThumbnailPixels);
        return bytes is null || thumbnail is null
            ? ImageCopy.Refused(FileRefusal.ImageBroken)
            : new ImageCopy(FileRefusal.Unspecified, bytes, thumbnail, type, image.Width, image.Height);
    }

    private static SKBitmap? Decode(SKCodec codec)
    {
        using SKColorSpace colors = SKColorSpace.CreateSrgb();
        SKAlphaType alpha = codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Premul;
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, alpha, colors);
        var image = new SKBitmap(info);
        if (codec.GetPixels(info, image.GetPixels()) != SKCodecResult.Success)
        {
            image.Dispose();
            return null;
        }

        return Turn(image, codec.EncodedOrigin);
    }

    private static SKBitmap Turn(SKBitmap image, SKEncodedOrigin origin)
    {
        if (origin is SKEncodedOrigin.TopLeft or 0)
        {
            return image;
        }

        bool isOnItsSide = origin >= SKEncodedOrigin.LeftTop;
        var turned = new SKBitmap(image.Info.WithSize(
            isOnItsSide ? image.Height : image.Width, isOnItsSide ? image.Width : image.Height));
        using (image)
        using (var canvas = new SKCanvas(turned))
        {
            canvas.SetMatrix(MatrixOf(origin, image.Width, image.Height));
            canvas.DrawBitmap(image, 0, 0, SKSamplingOptions.Default);
        }

        return turned;
    }

    // x' = scaleX·x + skewX·y + transX, y' = skewY·x + scaleY·y + transY.
    private static SKMatrix MatrixOf(SKEncodedOrigin origin, float width, float height) => origin switch
    {
        SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, width, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, width, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new SKMatrix(0, -1, height, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, height, -1, 0, width, 0, 0, 1),
        _ => new SKMatrix(0, 1, 0, -1, 0, width, 0, 0, 1),
    };

    private static byte[]? MakeThumbnail(SKBitmap image, int pixels)
    {
        float scale = Math.Min(1f, (float)pixels / Math.Max(image.Width, image.Height));
        int width = Math.Max(1, (int)MathF.Round(image.Width * scale));
        int height = Math.Max(1, (int)MathF.Round(image.Height * scale));
        using var small = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(small))
        using (SKImage source = SKImage.FromBitmap(image))
        {
            canvas.Clear(SKColors.White);
            canvas.DrawImage(
                source,
                new SKRect(0, 0, width, height),
                new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        }

        return Encode(small, SKEncodedImageFormat.Jpeg, ThumbnailQuality);
    }

    private static byte[]? Encode(SKBitmap image, SKEncodedImageFormat format, int quality)
    {
        using SKData? data = image.Encode(format, quality);
        return data?.ToArray();
    }
}

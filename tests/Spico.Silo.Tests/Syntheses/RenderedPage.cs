using System.Diagnostics;
using SkiaSharp;
using Spico.Testing;

namespace Spico.Silo.Tests.Syntheses;

/// <summary>A page of a PDF as a reader of the world's draws it, a pixel a point.</summary>
internal sealed class RenderedPage(SKBitmap bitmap)
{
    private const string Program = "/usr/bin/pdftoppm";

    // Whoever draws may soften edges; what is left is paper.
    private const byte Paper = 250;

    public static bool CanRender => File.Exists(Program);

    public int Width => bitmap.Width;

    public int Height => bitmap.Height;

    /// <summary>All pages of a document.</summary>
    public static async Task<IReadOnlyList<RenderedPage>> AllAsync(byte[] pdf)
    {
        using TestFolder folder = TestFolder.Create("pages");
        string file = folder.File("synthesis.pdf");
        await File.WriteAllBytesAsync(file, pdf);
        var start = new ProcessStartInfo(Program, ["-r", "72", "-png", file, folder.File("page")])
        {
            RedirectStandardError = true,
        };
        using Process reader = Process.Start(start)!;
        string complained = await reader.StandardError.ReadToEndAsync();
        await reader.WaitForExitAsync();
        Assert.Equal((0, ""), (reader.ExitCode, complained));
        return
        [
            .. Directory.GetFiles(folder.Path, "page*.png").Order(StringComparer.Ordinal)
                .Select(page => new RenderedPage(SKBitmap.Decode(page))),
        ];
    }

    /// <summary>Whether anything is drawn there.</summary>
    public bool HasInk(int left, int top, int right, int bottom) =>
        Pixels(left, top, right, bottom).Any(pixel =>
            pixel.Color.Red < Paper || pixel.Color.Green < Paper || pixel.Color.Blue < Paper);

    /// <summary>Where some color is.</summary>
    public IReadOnlyList<(int X, int Y)> Places(Predicate<SKColor> isIt) =>
    [
        .. Pixels(0, 0, Width, Height).Where(pixel => isIt(pixel.Color)).Select(pixel => (pixel.X, pixel.Y)),
    ];

    /// <summary>Whether it looks exactly like another.</summary>
    public bool LooksLike(RenderedPage other) =>
        (Width, Height) == (other.Width, other.Height)
        && Pixels(0, 0, Width, Height).SequenceEqual(other.Pixels(0, 0, Width, Height));

    private IEnumerable<(int X, int Y, SKColor Color)> Pixels(int left, int top, int right, int bottom)
    {
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < right; x++)
            {
                yield return (x, y, bitmap.GetPixel(x, y));
            }
        }
    }
}

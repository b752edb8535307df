using SkiaSharp;
using Spico.Protocol;
using Spico.Silo.Files;
using Spico.Silo.Tests.Files;

namespace Spico.Silo.Tests.Syntheses;

/// <summary>
/// What is seen of a synthesis, where other tests read what it says. Method: Poppler, from Debian, draws the pages.
/// </summary>
public sealed class RenderedPageTests(SynthesisCluster cluster) : IClassFixture<SynthesisCluster>
{
    private const int Margin = 30;

    [Fact]
    public async Task Every_page_is_written_on_within_its_margins()
    {
        Need();
        var sample = new SampleSynthesis();
        for (int i = 0; i < 40; i++)
        {
            sample.Add(sample.Doctor, $"Passage {i}. Élixir, cœur, {new string('m', i * 17 % 260)} 👩‍⚕️");
        }

        IReadOnlyList<RenderedPage> pages = await RenderedPage.AllAsync(sample.ToPdf());
        Assert.InRange(pages.Count, 2, 20);
        Assert.All(pages, page =>
        {
            Assert.Equal((595, 842), (page.Width, page.Height));
            Assert.True(page.HasInk(Margin, 0, page.Width - Margin, page.Height / 8), "No head.");
            Assert.True(page.HasInk(Margin, page.Height * 7 / 8, page.Width - Margin, page.Height), "No foot.");
            Assert.False(page.HasInk(0, 0, Margin, page.Height), "Beyond the left margin.");
            Assert.False(page.HasInk(page.Width - Margin, 0, page.Width, page.Height), "Beyond the right margin.");
        });
    }

    /// <summary>
    /// Goal: a font has every character that is written. Method: those that it lacks all look alike, so that one put
    /// in the place of another changes nothing that is seen.
    /// </summary>
    [Fact]
    public async Task Each_character_is_drawn_as_itself()
    {
        Need();
        string[] written = ["é", "œ", "👍", "👩‍⚕️"];
        string[] others = ["è", "æ", "👎", "🧑‍🦽"];
        RenderedPage drawn = await DrawnAsync(written);
        Assert.True(drawn.LooksLike(await DrawnAsync(written)));
        for (int i = 0; i < written.Length; i++)
        {
            string[] changed = [.. written];
            changed[i] = others[i];
            Assert.False(drawn.LooksLike(await DrawnAsync(changed)), $"{written[i]} looks like {others[i]}.");
        }
    }

    [Fact]
    public async Task A_picture_is_drawn_in_its_colors_and_its_shape()
    {
        Need();
        PersonId alice = PersonId.New();
        StreamId talk = await cluster.GroupAsync(alice);
        FileId photo = await cluster.ReadyAsync(alice, "Plaie.png", SampleFiles.Image(SKEncodedImageFormat.Png));
        await cluster.ShowAsync(alice, talk, FileCluster.Own(photo));
        byte[] pdf = await cluster.DocumentAsync(await cluster.MakeAsync(alice, talk));

        RenderedPage page = (await RenderedPage.AllAsync(pdf))[0];
        // Where they meet, and at the edges, colors run into each other.
        IReadOnlyList<(int X, int Y)> red = page.Places(color => color is { Red: > 200, Green: < 60, Blue: < 60 });
        IReadOnlyList<(int X, int Y)> blue = page.Places(color => color is { Red: < 60, Green: < 60, Blue: > 200 });
        Assert.InRange(red.Count, 20 * 28, 33 * 33);
        Assert.InRange(blue.Count, 20 * 28, 33 * 33);
        Assert.True(red.Max(place => place.X) < blue.Min(place => place.X), "The right side is on the left.");
        Assert.InRange(red.Max(place => place.Y) - red.Min(place => place.Y), 27, 33);
    }

    private static void Need() => Assert.SkipUnless(
        RenderedPage.CanRender, "POPPLER IS NOT INSTALLED and drew no page: apt-get install poppler-utils");

    private static async Task<RenderedPage> DrawnAsync(string[] characters)
    {
        var sample = new SampleSynthesis();
        sample.Add(sample.Nurse, string.Join(' ', characters));
        return (await RenderedPage.AllAsync(sample.ToPdf()))[0];
    }
}

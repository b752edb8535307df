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

    /// <summary>Characters that a font lacks all look alike.</summary>
    [Theory]
    [InlineData("é", "è")]
    [InlineData("œ", "æ")]
    [InlineData("’", "«")]
    [InlineData("👍", "👎")]
    [InlineData("👩‍⚕️", "🧑‍🦽")]
    public async Task Each_character_is_drawn_as_itself(string one, string other)
    {
        Need();
        RenderedPage drawn = await DrawnAsync(one);
        Assert.True(drawn.LooksLike(await DrawnAsync(one)));
        Assert.False(drawn.LooksLike(await DrawnAsync(other)), $"{one} looks like {other}.");
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
        IReadOnlyList<(int X, int Y)> red = page.Places(SKColors.Red);
        IReadOnlyList<(int X, int Y)> blue = page.Places(SKColors.Blue);
        Assert.InRange(red.Count, 30 * 30, 32 * 32);
        Assert.InRange(blue.Count, 30 * 30, 32 * 32);
        Assert.True(red.Max(place => place.X) < blue.Min(place => place.X), "The right side is on the left.");
        Assert.InRange(red.Max(place => place.Y) - red.Min(place => place.Y), 29, 32);
    }

    private static void Need() => Assert.SkipUnless(
        RenderedPage.CanRender, "POPPLER IS NOT INSTALLED and drew no page: apt-get install poppler-utils");

    private static async Task<RenderedPage> DrawnAsync(string text)
    {
        var sample = new SampleSynthesis();
        sample.Add(sample.Nurse, text);
        return (await RenderedPage.AllAsync(sample.ToPdf()))[0];
    }
}

using SkiaSharp;
using Spico.Silo.Syntheses.Typesetting;

namespace Spico.Silo.Tests.Syntheses;

public sealed class LineBreakerTests : IDisposable
{
    private static readonly TextStyle Style = new(10, 14, SKColors.Black);

    private readonly FontBook _fonts = new();
    private readonly TextShaper _shaper;
    private readonly LineBreaker _breaker;

    public LineBreakerTests()
    {
        _shaper = new TextShaper(_fonts);
        _breaker = new LineBreaker(_shaper);
    }

    [Theory]
    [InlineData("un deux", "un |deux")]
    [InlineData("Ça va ? Oui !", "Ça |va ? |Oui !")]
    [InlineData("dit : « non » ; puis", "dit : |« non » ; |puis")]
    [InlineData("à 97 % d’air", "à |97 % |d’air")]
    [InlineData("rendez-vous", "rendez-|vous")]
    [InlineData("de -3 à +2", "de |-3 |à |+2")]
    [InlineData("10\u00A0mg", "10\u00A0mg")]
    [InlineData("a  b", "a  |b")]
    public void A_line_ends_where_French_lets_it(string text, string pieces) =>
        Assert.Equal(pieces.Split('|'), LineBreaker.Words(text));

    [Fact]
    public void No_line_is_wider_than_the_column_and_no_letter_is_lost()
    {
        const float Width = 120;
        string nurses = string.Concat(Enumerable.Repeat("👩‍⚕️", 20));
        string text = "Anticonstitutionnellement, " + new string('W', 200) + $" fin {nurses}.";

        TextLine[] lines = [.. _breaker.Break([new TextSpan(text, Style)], Width)];

        Assert.All(lines, line => Assert.InRange(line.Width, 0, Width + 3));
        Assert.Equal(text, string.Concat(lines.Select(TextOf)));
    }

    [Fact]
    public void What_cannot_be_seen_and_could_mislead_is_left_out() => Assert.Equal(
        "a    b\nc\nd",
        VisibleText.Of("a\tb\r\nc\u2028\u202E\u0007\u2066\uFEFFd"));

    [Fact]
    public void A_character_that_no_face_has_is_a_box_and_stays_what_it_is()
    {
        ShapedText shaped = _shaper.Shape("田中", isStrong: false);

        Assert.Equal("田中", string.Concat(shaped.Runs.Select(run => System.Text.Encoding.UTF8.GetString(run.Text))));
        Assert.All(shaped.Runs.SelectMany(run => run.Glyphs), glyph => Assert.NotEqual(0, glyph));
    }

    [Fact]
    public void Joined_emoji_are_one_glyph()
    {
        ShapedText shaped = _shaper.Shape("👩‍⚕️", isStrong: false);

        ShapedRun run = Assert.Single(shaped.Runs);
        Assert.Equal(FaceName.Emoji, run.Face);
        Assert.Single(run.Clusters.Distinct());
    }

    public void Dispose()
    {
        _shaper.Dispose();
        _fonts.Dispose();
    }

    private static string TextOf(TextLine line) => string.Concat(line.Pieces.SelectMany(piece => piece.Text.Runs)
        .Select(run => System.Text.Encoding.UTF8.GetString(run.Text)));
}

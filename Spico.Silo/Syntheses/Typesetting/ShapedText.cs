namespace Spico.Silo.Syntheses.Typesetting;

/// <summary>A piece of text that is never broken, ready to be drawn at any size.</summary>
/// <param name="Runs">Its runs, one after the other.</param>
/// <param name="Width">Their width in ems.</param>
internal sealed record ShapedText(ShapedRun[] Runs, float Width)
{
    public static ShapedText Empty { get; } = new([], 0);
}

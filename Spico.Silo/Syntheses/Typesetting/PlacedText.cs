namespace Spico.Silo.Syntheses.Typesetting;

/// <summary>A piece of text in a line.</summary>
/// <param name="Text">The text.</param>
/// <param name="X">Where it begins, in points from the start of the line.</param>
/// <param name="Style">How it is set.</param>
internal readonly record struct PlacedText(ShapedText Text, float X, TextStyle Style);

namespace Spico.Silo.Syntheses.Typesetting;

/// <summary>A line of text.</summary>
/// <param name="Pieces">Its pieces, from left to right.</param>
/// <param name="Width">Its width in points.</param>
/// <param name="Leading">From the line before to this, in points.</param>
internal sealed record TextLine(List<PlacedText> Pieces, float Width, float Leading);

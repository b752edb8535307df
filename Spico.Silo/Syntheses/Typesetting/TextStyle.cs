using SkiaSharp;

namespace Spico.Silo.Syntheses.Typesetting;

/// <summary>How text is set.</summary>
/// <param name="Size">The size in points.</param>
/// <param name="Leading">From one line to the next, in points.</param>
/// <param name="Color">The colour.</param>
/// <param name="IsStrong">Whether it is set in the strong face.</param>
internal readonly record struct TextStyle(float Size, float Leading, SKColor Color, bool IsStrong = false);

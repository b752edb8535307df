using SkiaSharp;

namespace Spico.Silo.Syntheses.Typesetting;

/// <summary>What is drawn behind or beside a line.</summary>
/// <param name="Bar">The colour of a bar at its left; transparent: none.</param>
/// <param name="Ground">The colour behind it, over the width of the column; transparent: none.</param>
internal readonly record struct LineMark(SKColor Bar = default, SKColor Ground = default);

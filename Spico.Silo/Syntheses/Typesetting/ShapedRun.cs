namespace Spico.Silo.Syntheses.Typesetting;

/// <summary>Glyphs of one face, their places in ems, and the text they stand for.</summary>
/// <param name="Face">The face.</param>
/// <param name="Text">The text, as UTF-8.</param>
/// <param name="Glyphs">The glyphs.</param>
/// <param name="X">Where each is, from the start of the run.</param>
/// <param name="Y">How far each is raised.</param>
/// <param name="Clusters">Of each, the byte of the text where what it stands for begins.</param>
/// <param name="Width">The width of the run.</param>
internal sealed record ShapedRun(
    FaceName Face, byte[] Text, ushort[] Glyphs, float[] X, float[] Y, uint[] Clusters, float Width);

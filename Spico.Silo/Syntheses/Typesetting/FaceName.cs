namespace Spico.Silo.Syntheses.Typesetting;

/// <summary>The faces of a document.</summary>
internal enum FaceName
{
    Regular = 0,
    Strong = 1,
    Emoji = 2,
}

namespace Spico.Silo.Dossiers.Forms;

/// <summary>Where forms are from. Configured under <c>Spico:Forms</c>.</summary>
public sealed class FormOptions
{
    /// <summary>
    /// A folder of definitions of one's own, Questionnaires of FHIR as <c>*.json</c>; the same on every silo. Read at
    /// start, which a definition that cannot be used stops. Default: none: those that come with the house.
    /// </summary>
    public string Folder { get; set; } = string.Empty;
}

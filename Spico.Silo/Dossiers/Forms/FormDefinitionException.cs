namespace Spico.Silo.Dossiers.Forms;

/// <summary>A definition that cannot be used. The message names the place in it.</summary>
internal sealed class FormDefinitionException(string path, string message)
    : Exception(path.Length > 0 ? $"{path}: {message}" : message)
{
    /// <summary>The place, as FHIR names it.</summary>
    public string Path { get; } = path;
}

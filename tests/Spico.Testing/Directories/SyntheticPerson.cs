namespace Spico.Testing.Directories;

/// <summary>A professional who does not exist.</summary>
/// <param name="Rpps">The number, with its key.</param>
/// <param name="Family">The family name.</param>
/// <param name="Given">The given name.</param>
/// <param name="Profession">The profession.</param>
/// <param name="Specialty">The specialty; empty texts where the profession has none.</param>
public sealed record SyntheticPerson(
    string Rpps,
    string Family,
    string Given,
    (string Code, string Name) Profession,
    (string Code, string Name) Specialty);

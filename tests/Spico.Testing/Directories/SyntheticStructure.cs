namespace Spico.Testing.Directories;

/// <summary>A place of work that does not exist.</summary>
/// <param name="Siret">The number of the place, with its key.</param>
/// <param name="Finess">The number of the establishment, with its key.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Department">The département.</param>
/// <param name="Commune">The code of the town.</param>
/// <param name="Town">The town.</param>
public sealed record SyntheticStructure(
    string Siret, string Finess, string Name, (string Code, string Name) Department, string Commune, string Town);

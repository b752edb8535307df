using Spico.Testing.Directories;

namespace Spico.Silo.Tests.Professionals;

/// <summary>A row of an extract, as a test wants it.</summary>
internal sealed record ExtractLine(string Rpps, string Family, string Given)
{
    public const string Telephone = "0612345678";

    public const string Mail = "prive@exemple.invalid";

    public (string Code, string Name) Profession { get; init; }

    public (string Code, string Name) Specialty { get; init; } = ("", "");

    public (string Code, string Name) Town { get; init; }

    public string Structure { get; init; } = "";

    public string Finess { get; init; } = "";

    public static string File(params IEnumerable<ExtractLine> lines) =>
        ExtractColumns.Header + "\n" + string.Concat(lines.Select(line => line.ToString() + "\n"));

    public override string ToString()
    {
        string[] fields = [.. Enumerable.Repeat("", ExtractColumns.All.Length)];
        Set("Type d'identifiant PP", "8");
        Set("Identifiant PP", Rpps);
        Set("Identification nationale PP", "8" + Rpps);
        Set("Nom d'exercice", Family);
        Set("Prénom d'exercice", Given);
        Set("Code profession", Profession.Code);
        Set("Libellé profession", Profession.Name);
        Set("Code savoir-faire", Specialty.Code);
        Set("Libellé savoir-faire", Specialty.Name);
        Set("Code commune (coord. structure)", Town.Code);
        Set("Libellé commune (coord. structure)", Town.Name);
        Set("Libellé Département (structure)", Town.Code.StartsWith("09", StringComparison.Ordinal) ? "Ariège" : "");
        Set("Raison sociale site", Structure);
        Set("Numéro FINESS site", Finess);
        Set("Téléphone (coord. structure)", Telephone);
        Set("Adresse e-mail (coord. structure)", Mail);
        return string.Join('|', fields) + "|";

        void Set(string column, string value) => fields[ExtractColumns.IndexOf(column)] = value;
    }
}

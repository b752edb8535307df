using Spico.Protocol.V1;
using Spico.Testing.Directories;

namespace Spico.Load.Workloads;

/// <summary>Searches for people of an extract, in the ways there are, in turn.</summary>
internal sealed class DirectorySearches(SyntheticExtract extract, int seed)
{
    private static readonly string[] Kinds =
        ["name", "names", "near", "department", "town", "specialty", "structure", "both", "given", "wide"];

#pragma warning disable CA5394 // A load that can be repeated, no secret.
    private readonly Random _random = new(seed);
    private int _next;

    /// <summary>The next search, and its kind.</summary>
    public (string Kind, SearchDirectoryRequest Request) Next()
    {
        // A row whose person has a specialty, where one is asked for.
        string kind = Kinds[_next++ % Kinds.Length];
        string[] row;
        do
        {
            row = extract.Row(_random.Next(extract.Rows));
        }
        while (kind == "specialty" && Field(row, "Code savoir-faire").Length == 0);

        string family = Field(row, "Nom d'exercice");
        string given = Field(row, "Prénom d'exercice");
        string town = Field(row, "Libellé commune (coord. structure)");
        return (kind, kind switch
        {
            "name" => new() { Name = family[..Math.Min(family.Length, _random.Next(2, 6))] },
            "names" => new() { Name = $"{given[..3]} {family[..3]}" },
            "near" => new() { Name = WithALetterWrong(family) },
            "department" => new() { Profession = Field(row, "Libellé profession"), Department = DepartmentOf(row) },
            "town" => new() { Profession = Field(row, "Code profession"), Town = town },
            "specialty" => new() { Specialty = Field(row, "Libellé savoir-faire"), Department = DepartmentOf(row) },
            "structure" => new() { Structure = Field(row, "Raison sociale site"), Town = town },
            "both" => new() { Name = family[..3], Profession = Field(row, "Libellé profession"), Town = town },
            "given" => new() { Name = given[..3], Profession = Field(row, "Libellé profession"), Town = town },
            _ => new()
            {
                Name = family[..3],
                Profession = Field(row, "Code profession"),
                Department = DepartmentOf(row),
            },
        });
    }

    private string WithALetterWrong(string word)
    {
        char[] letters = word.ToCharArray();
        letters[_random.Next(1, letters.Length)] = 'x';
        return new string(letters);
    }
#pragma warning restore CA5394

    private static string DepartmentOf(string[] row)
    {
        string commune = Field(row, "Code commune (coord. structure)");
        return commune.StartsWith("97", StringComparison.Ordinal) ? "974" : commune[..2];
    }

    private static string Field(string[] row, string column) => row[ExtractColumns.IndexOf(column)];
}

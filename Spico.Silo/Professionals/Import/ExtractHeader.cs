using Spico.Silo.People;

namespace Spico.Silo.Professionals.Import;

/// <summary>
/// Where the columns of an extract are. They are found by name, accents, case and punctuation aside, for their order
/// and spelling have changed before; columns that are not read may come and go.
/// </summary>
internal sealed class ExtractHeader
{
    private static readonly string[] Names =
    [
        "Type d'identifiant PP", "Identifiant PP", "Identification nationale PP", "Nom d'exercice",
        "Prénom d'exercice", "Code profession", "Libellé profession", "Code savoir-faire", "Libellé savoir-faire",
        "Libellé mode exercice", "Numéro SIRET site", "Numéro FINESS site", "Identifiant technique de la structure",
        "Raison sociale site", "Enseigne commerciale site", "Code postal (coord. structure)",
        "Code commune (coord. structure)", "Libellé commune (coord. structure)", "Code Département (structure)",
        "Libellé Département (structure)",
    ];

    private readonly int[] _places;

    private ExtractHeader(int fields, int[] places)
    {
        Fields = fields;
        _places = places;
    }

    /// <summary>How many fields a row has, an empty one after the last separator aside.</summary>
    public int Fields { get; }

    /// <summary>The name of a column, as it is published.</summary>
    public static string NameOf(ExtractColumn column) => Names[(int)column];

    /// <summary>Where a column is among the fields.</summary>
    public int PlaceOf(ExtractColumn column) => _places[(int)column];

    /// <exception cref="ExtractRefusedException">A column is missing, or there twice.</exception>
    public static ExtractHeader Read(ReadOnlySpan<char> line)
    {
        List<string> names = [.. line.ToString().Split('|').Select(Folded)];
        if (names[^1].Length == 0)
        {
            names.RemoveAt(names.Count - 1);
        }

        int[] places = new int[Names.Length];
        for (int i = 0; i < places.Length; i++)
        {
            string name = Folded(Names[i]);
            places[i] = names.IndexOf(name);
            if (places[i] < 0)
            {
                throw new ExtractRefusedException(1, Names[i], "the column is missing.");
            }

            if (names.LastIndexOf(name) != places[i])
            {
                throw new ExtractRefusedException(1, Names[i], "the column is there twice.");
            }
        }

        return new ExtractHeader(names.Count, places);
    }

    // "d'exercice" is written "exercice" now and then.
    private static string Folded(string name) =>
        string.Join(' ', NameFolding.WordsOf(name).Where(word => word != "d"));
}

using System.Globalization;
using System.Text;
using Spico.Protocol.Identifiers;

namespace Spico.Testing.Directories;

/// <summary>
/// An extract of professionals who do not exist, as the country publishes those who do: any number of rows, valid
/// identifiers, the same for the same seed. A row is made when it is written, from its number alone, so that a larger
/// extract begins with the rows of a smaller one.
/// </summary>
public sealed class SyntheticExtract
{
    private const int TownsAPlace = 40;
    private const int RowsABlock = 1024;
    private const int StructuresABlock = 256;
    private readonly ulong _seed;

    /// <summary>An extract of a number of rows.</summary>
    public SyntheticExtract(int rows, int seed = 1)
    {
        Rows = rows;
        _seed = (ulong)seed * 0x9E37_79B9_7F4A_7C15;
    }

    /// <summary>How many rows it has.</summary>
    public int Rows { get; }

    /// <summary>Whoever may be left out of it, by their number; nobody unless said.</summary>
    public Func<int, bool> IsLeftOut { get; init; } = _ => false;

    /// <summary>How many people there are in so many rows: five in eight rows.</summary>
    public static int PeopleIn(int rows) => (rows / 8 * 5) + PersonOf(rows % 8);

    /// <summary>A person by number.</summary>
    public SyntheticPerson Person(int number)
    {
        var draw = new Draw(_seed, (ulong)number);
        (string code, string profession, _) = draw.Weighed(InventedNames.Professions, each => each.Share);
        (string specialty, string specialtyName) = code == "10" ? draw.Of(InventedNames.Specialties) : ("", "");
        string rpps = "10" + number.ToString("D8", CultureInfo.InvariantCulture);
        return new SyntheticPerson(
            rpps + Luhn.KeyOf(rpps),
            draw.Of(InventedNames.FamilyStems) + draw.Of(InventedNames.FamilyEnds),
            draw.Of(InventedNames.Given),
            (code, profession),
            (specialty, specialtyName));
    }

    /// <summary>A structure by number.</summary>
    public SyntheticStructure Structure(int number)
    {
        var draw = new Draw(_seed, 0x5000_0000_0000 + (ulong)number);
        int place = draw.Below(InventedNames.Departments.Length);
        (string department, string departmentName) = InventedNames.Departments[place];
        int town = draw.Below(TownsAPlace);
        string siren = number.ToString("D8", CultureInfo.InvariantCulture);
        string siret = siren + Luhn.KeyOf(siren) + "0001";
        string finess = (department.Length == 2 ? department : "97")
            + (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        return new SyntheticStructure(
            siret + Luhn.KeyOf(siret),
            finess + (department == "2A" ? '0' : Luhn.KeyOf(finess)),
            $"{draw.Of(InventedNames.StructureKinds)} {draw.Of(InventedNames.StructureNames)}",
            (department, departmentName),
            department[..2] + (100 + town).ToString("D3", CultureInfo.InvariantCulture),
            InventedNames.TownFirsts[(place + town) % InventedNames.TownFirsts.Length]
                + InventedNames.TownLasts[(place + (town * 7)) % InventedNames.TownLasts.Length]);
    }

    /// <summary>The fields of a row: three in eight are a further practice of the person before.</summary>
    public string[] Row(int number)
    {
        int who = ((number / 8) * 5) + PersonOf((number % 8) + 1) - 1;
        SyntheticPerson person = Person(who);
        SyntheticStructure structure = Structure((number / RowsABlock * StructuresABlock)
            + new Draw(_seed, 0x7000_0000_0000 + (ulong)number).Below(StructuresABlock));
        string[] fields = [.. Enumerable.Repeat("", ExtractColumns.All.Length)];
        Set("Type d'identifiant PP", "8");
        Set("Identifiant PP", person.Rpps);
        Set("Identification nationale PP", "8" + person.Rpps);
        Set("Nom d'exercice", person.Family.ToUpper(CultureInfo.InvariantCulture));
        Set("Prénom d'exercice", person.Given);
        Set("Code profession", person.Profession.Code);
        Set("Libellé profession", person.Profession.Name);
        Set("Code catégorie professionnelle", "C");
        Set("Libellé catégorie professionnelle", "Civil");
        Set("Code savoir-faire", person.Specialty.Code);
        Set("Libellé savoir-faire", person.Specialty.Name);
        Set("Code mode exercice", number % 3 == 0 ? "S" : "L");
        Set("Libellé mode exercice", number % 3 == 0 ? "Salarié" : "Libéral, indépendant, artisan, commerçant");
        Set("Numéro SIRET site", structure.Siret);
        Set("Numéro SIREN site", structure.Siret[..9]);
        Set("Numéro FINESS site", structure.Finess);
        Set("Raison sociale site", structure.Name);
        Set("Code postal (coord. structure)", structure.Commune);
        Set("Code commune (coord. structure)", structure.Commune);
        Set("Libellé commune (coord. structure)", structure.Town);
        Set("Téléphone (coord. structure)", "0600000000");
        Set("Adresse e-mail (coord. structure)", $"prive{who}@exemple.invalid");

        // Often empty in what the country publishes.
        Set("Code Département (structure)", number % 2 == 0 ? structure.Department.Code : "");
        Set("Libellé Département (structure)", number % 2 == 0 ? structure.Department.Name : "");
        return fields;

        void Set(string column, string value) => fields[ExtractColumns.IndexOf(column)] = value;
    }

    /// <summary>Writes it to a file.</summary>
    public async Task SaveAsync(string path, CancellationToken cancellationToken = default)
    {
        await using var writer = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 16);
        await WriteAsync(writer, cancellationToken);
    }

    /// <summary>Writes it, row by row.</summary>
    public async Task WriteAsync(TextWriter writer, CancellationToken cancellationToken = default)
    {
        await writer.WriteAsync(ExtractColumns.Header + "\n");
        for (int row = 0; row < Rows; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!IsLeftOut((row / 8 * 5) + PersonOf((row % 8) + 1) - 1))
            {
                await writer.WriteAsync(string.Join('|', Row(row)) + "|\n");
            }
        }
    }

    // Of eight rows: two of the first person, one of the second, three of the third, one each of the others.
    private static int PersonOf(int rows) => rows switch { 0 => 0, <= 2 => 1, 3 => 2, <= 6 => 3, 7 => 4, _ => 5 };

    /// <summary>Numbers drawn from a seed and a place in the extract (SplitMix64).</summary>
    private struct Draw(ulong seed, ulong place)
    {
        private ulong _state = seed ^ (place * 0xD134_2543_DE82_EF95);

        public int Below(int limit)
        {
            _state += 0x9E37_79B9_7F4A_7C15;
            ulong mixed = (_state ^ (_state >> 30)) * 0xBF58_476D_1CE4_E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
            return (int)((mixed ^ (mixed >> 31)) % (ulong)limit);
        }

        public T Of<T>(T[] choices) => choices[Below(choices.Length)];

        public T Weighed<T>(T[] choices, Func<T, int> share)
        {
            int left = Below(choices.Sum(share));
            return choices.First(choice => (left -= share(choice)) < 0);
        }
    }
}

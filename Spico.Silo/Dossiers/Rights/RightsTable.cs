using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Rights;

/// <summary>
/// Who may read and write what of a dossier: a table in a file of its own, which a lawyer can read, and of which there
/// is one a version. Checked by the grain on every read and write.
/// </summary>
internal sealed class RightsTable
{
    private const string Resource = "Spico.Silo.Dossiers.Rights.rights.1.txt";

    private static readonly FrozenDictionary<string, CareRole> Columns = new Dictionary<string, CareRole>
    {
        ["Med"] = CareRole.Medical,
        ["Par"] = CareRole.Paramedical,
        ["Soc"] = CareRole.Social,
        ["Coo"] = CareRole.Coordinator,
        ["Sec"] = CareRole.Secretary,
        ["Str"] = CareRole.StructureAdministrator,
        ["Reg"] = CareRole.RegionalSupport,
        ["Aud"] = CareRole.Auditor,
    }.ToFrozenDictionary();

    private readonly FrozenDictionary<(CareRole Role, DataClass Class), RightsCell> _cells;
    private readonly FrozenDictionary<CareRole, StreamAccess> _accesses;

    private RightsTable(uint version, Dictionary<(CareRole, DataClass), RightsCell> cells)
    {
        Version = version;
        _cells = cells.ToFrozenDictionary();
        Classes = [.. cells.Keys.Select(key => key.Item2).Distinct().Order()];
        _accesses = Columns.Values.ToFrozenDictionary(
            role => role, role => new StreamAccess(0, ~BitsOf(Classes.Where(each => MayRead(role, each)))));
    }

    /// <summary>The table in force.</summary>
    public static RightsTable Current { get; } = Load();

    /// <summary>Which version it is.</summary>
    public uint Version { get; }

    /// <summary>The classes of what is in a dossier, those for which roles are named too.</summary>
    public DataClass[] Classes { get; }

    /// <summary>What a role may do with a class.</summary>
    public RightsCell this[CareRole role, DataClass dataClass] => _cells.GetValueOrDefault((role, dataClass));

    /// <summary>What a role reads of a dossier's stream; null for nothing.</summary>
    public StreamAccess? AccessOf(CareRole role) =>
        _accesses.TryGetValue(role, out StreamAccess? access) && Classes.Any(each => access.CanRead(each))
            ? access
            : null;

    /// <summary>The classes that a role does not read, as bits.</summary>
    public uint WithheldFrom(CareRole role) =>
        _accesses.TryGetValue(role, out StreamAccess? access) ? access.Withheld : uint.MaxValue;

    /// <summary>Whether a role reads a class by itself.</summary>
    public bool MayRead(CareRole role, DataClass dataClass) =>
        (this[role, dataClass] & (RightsCell.Read | RightsCell.Named)) == RightsCell.Read;

    /// <summary>Whether a role writes a class.</summary>
    public bool MayWrite(CareRole role, DataClass dataClass) => this[role, dataClass].HasFlag(RightsCell.Write);

    /// <summary>Reads a table.</summary>
    public static RightsTable Parse(string text)
    {
        string[][] lines =
        [
            .. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Where(line => !line.StartsWith('#'))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
        ];
        var cells = new Dictionary<(CareRole, DataClass), RightsCell>();
        foreach (string[] line in lines[1..])
        {
            DataClass dataClass = Enum.Parse<DataClass>(line[0].Replace("_", "", StringComparison.Ordinal), true);
            for (int i = 1; i < line.Length; i++)
            {
                cells.Add((Columns[lines[0][i]], dataClass), CellOf(line[i]));
            }
        }

        NamedClasses.AddTo(cells);
        string version = text[(text.IndexOf("Version ", StringComparison.Ordinal) + 8)..].Split('.')[0];
        return new RightsTable(uint.Parse(version, CultureInfo.InvariantCulture), cells);
    }

    private static uint BitsOf(IEnumerable<DataClass> classes) =>
        classes.Aggregate(1u, (bits, each) => bits | (1u << (int)each));

    private static RightsCell CellOf(string text) =>
        text.Aggregate(RightsCell.None, (cell, letter) => cell | CellOf(letter));

    private static RightsCell CellOf(char letter) => letter switch
    {
        'r' => RightsCell.Read,
        'w' => RightsCell.Write,
        'm' => RightsCell.Manage,
        'n' => RightsCell.Named,
        's' => RightsCell.Summary,
        'o' => RightsCell.OwnStructure,
        '-' => RightsCell.None,
        _ => throw new InvalidDataException("A letter of the table of rights that means nothing."),
    };

    private static RightsTable Load()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)
            ?? throw new InvalidDataException("The table of rights is missing.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }
}

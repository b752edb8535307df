using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers.Alerts;

/// <summary>
/// The rules by which dossiers raise alerts: a table in a file of its own, which those who care can read, and of which
/// there is one a version.
/// </summary>
internal sealed class AlertTable
{
    private const string Resource = "Spico.Silo.Dossiers.Alerts.alerts.1.txt";
    private const int Columns = 4;
    private const long HourMs = 3_600_000;

    private readonly FrozenDictionary<AlertRule, AlertTerms> _terms;

    private AlertTable(Dictionary<AlertRule, AlertTerms> terms) => _terms = terms.ToFrozenDictionary();

    /// <summary>The table in force.</summary>
    public static AlertTable Current { get; } = Load();

    /// <summary>The rules that it has.</summary>
    public IEnumerable<AlertRule> Rules => _terms.Keys.Order();

    /// <summary>What a rule says; null when it is not in force.</summary>
    public AlertTerms? Find(AlertRule rule) => _terms.GetValueOrDefault(rule);

    /// <summary>Reads a table.</summary>
    public static AlertTable Parse(string text)
    {
        IEnumerable<string[]> lines = text
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith('#'))
            .Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var terms = new Dictionary<AlertRule, AlertTerms>();
        foreach (string[] line in lines)
        {
            if (line.Length != Columns || line[3] is not ("concerned" or "nobody"))
            {
                throw new InvalidDataException("A line of the table of alerts that means nothing.");
            }

            terms.Add(Named<AlertRule>(line[0]), new AlertTerms(
                Named<DataClass>(line[1]),
                long.Parse(line[2], CultureInfo.InvariantCulture) * HourMs,
                line[3] == "concerned"));
        }

        return new AlertTable(terms);
    }

    private static T Named<T>(string name)
        where T : struct, Enum =>
        Enum.Parse<T>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);

    private static AlertTable Load()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)
            ?? throw new InvalidDataException("The table of alerts is missing.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }
}

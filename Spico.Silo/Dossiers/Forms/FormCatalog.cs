using System.Reflection;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Forms.Fhir;

namespace Spico.Silo.Dossiers.Forms;

/// <summary>The definitions there are: those that come with the house, and those of a folder of one's own.</summary>
internal sealed class FormCatalog
{
    private const string Resources = "Spico.Silo.Dossiers.Forms.Definitions.";

    private readonly SortedDictionary<string, List<FormDefinition>> _byUrl = new(StringComparer.Ordinal);

    /// <summary>Definitions that were read.</summary>
    /// <exception cref="FormDefinitionException">Two are one version of one form.</exception>
    public FormCatalog(IEnumerable<FormDefinition> definitions)
    {
        foreach (FormDefinition definition in definitions)
        {
            if (!_byUrl.TryGetValue(definition.Url, out List<FormDefinition>? versions))
            {
                _byUrl[definition.Url] = versions = [];
            }

            if (versions.Any(other => FormVersion.Compare(other.Version, definition.Version) == 0))
            {
                throw new FormDefinitionException("version", $"Twice: {definition.Url}|{definition.Version}.");
            }

            versions.Add(definition);
            versions.Sort((one, other) => FormVersion.Compare(one.Version, other.Version));
        }
    }

    /// <summary>The definitions that come with the house.</summary>
    public static FormCatalog Shipped { get; } = new(ReadShipped());

    /// <summary>The newest version of each form.</summary>
    public IEnumerable<FormDefinition> Newest => _byUrl.Values.Select(versions => versions[^1]);

    /// <summary>The definitions of the house with those of a folder; empty: the house's alone.</summary>
    /// <exception cref="FormDefinitionException">One cannot be used: the message names the file and place.</exception>
    public static FormCatalog Load(string folder) => folder.Length == 0
        ? Shipped
        : new FormCatalog([.. ReadShipped(), .. ReadFolder(folder)]);

    /// <summary>A definition, or null.</summary>
    /// <param name="url">The form.</param>
    /// <param name="version">The version; empty: the newest.</param>
    public FormDefinition? Find(string url, string version) =>
        !_byUrl.TryGetValue(url, out List<FormDefinition>? versions) ? null
        : version.Length == 0 ? versions[^1]
        : versions.Find(one => one.Version == version);

    private static IEnumerable<FormDefinition> ReadShipped()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (string name in assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Resources, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal))
        {
            using Stream stream = assembly.GetManifestResourceStream(name)!;
            byte[] json = new byte[stream.Length];
            stream.ReadExactly(json);
            yield return Read(name[Resources.Length..], json);
        }
    }

    private static IEnumerable<FormDefinition> ReadFolder(string folder)
    {
        foreach (string path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            yield return Read(Path.GetFileName(path), File.ReadAllBytes(path));
        }
    }

    private static FormDefinition Read(string file, byte[] json)
    {
        try
        {
            return QuestionnaireReader.Read(json);
        }
        catch (FormDefinitionException fault)
        {
            throw new FormDefinitionException(file, fault.Message);
        }
    }
}

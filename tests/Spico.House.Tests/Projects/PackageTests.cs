using System.Text.Json;
using System.Xml.Linq;
using Spico.Testing;

namespace Spico.House.Tests.Projects;

public sealed class PackageTests
{
    private static readonly HashSet<string> Free =
        ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "PostgreSQL", "MS-PL", "MIT-0", "ISC"];

    // Packages that carry their licence as a file or an address instead of a name; each was read.
    private static readonly Dictionary<string, string> ReadByHand = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CommandLineParser"] = "MIT",
        ["HdrHistogram"] = "BSD-2-Clause",
        ["Microsoft.DotNet.PlatformAbstractions"] = "MIT",
        ["Microsoft.NETCore.Platforms"] = "MIT",
        ["NETStandard.Library"] = "MIT",
    };

    [Fact]
    public void Every_package_restored_has_a_free_licence() => Findings.None(
        from package in Restored()
        let licence = ReadByHand.GetValueOrDefault(package.Id) ?? LicenceOf(package.Folder)
        where !licence.Split(" OR ").Any(Free.Contains)
        orderby package.Id
        select $"{package.Id}: {licence}");

    [Fact]
    public void Every_version_is_said_once_in_the_central_file() => Findings.None(
        from project in ProjectFile.All
        from package in project.Xml.Descendants("PackageReference")
        where package.Attribute("Version") is not null || package.Attribute("VersionOverride") is not null
        select $"{project.Path}: {package.Attribute("Include")?.Value}");

    private static IEnumerable<(string Id, string Folder)> Restored()
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (ProjectFile project in ProjectFile.All)
        {
            string assets = Repository.Path(Path.GetDirectoryName(project.Path)!, "obj", "project.assets.json");
            if (!File.Exists(assets))
            {
                continue;
            }

            using JsonDocument json = JsonDocument.Parse(File.ReadAllText(assets));
            string[] roots = [.. json.RootElement.GetProperty("packageFolders").EnumerateObject().Select(f => f.Name)];
            foreach (JsonProperty library in json.RootElement.GetProperty("libraries").EnumerateObject())
            {
                if (library.Value.GetProperty("type").GetString() == "package")
                {
                    string path = library.Value.GetProperty("path").GetString()!;
                    found[library.Name.Split('/')[0]] = roots.Select(root => Path.Combine(root, path))
                        .First(Directory.Exists);
                }
            }
        }

        Assert.NotEmpty(found);
        return found.Select(package => (package.Key, package.Value));
    }

    private static string LicenceOf(string folder)
    {
        XDocument nuspec = XDocument.Load(Directory.EnumerateFiles(folder, "*.nuspec").Single());
        XElement? licence = nuspec.Descendants().FirstOrDefault(element => element.Name.LocalName == "license");
        return licence is { } && licence.Attribute("type")?.Value == "expression"
            ? licence.Value
            : nuspec.Descendants().FirstOrDefault(element => element.Name.LocalName == "licenseUrl")?.Value ?? "none";
    }
}

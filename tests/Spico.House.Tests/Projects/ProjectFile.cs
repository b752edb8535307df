using System.Xml.Linq;
using Spico.Testing;

namespace Spico.House.Tests.Projects;

/// <summary>A project of the solution.</summary>
internal sealed record ProjectFile(string Path, XDocument Xml)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ProjectFile> All { get; } =
        [.. Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
            .Select(path => System.IO.Path.GetRelativePath(Repository.Root, path))
            .Where(path => !path.Split('/').Any(part => part is "obj" or "bin" || part.StartsWith('.')))
            .Order(StringComparer.Ordinal)
            .Select(path => new ProjectFile(path, XDocument.Load(Repository.Path(path))))];

    /// <summary>The name, as references use it.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The packages it asks for itself.</summary>
    public IEnumerable<string> Packages =>
        Xml.Descendants("PackageReference").Select(package => package.Attribute("Include")!.Value);
}

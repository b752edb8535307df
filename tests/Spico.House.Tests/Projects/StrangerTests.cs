using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Spico.Testing;

namespace Spico.House.Tests.Projects;

/// <summary>
/// The plug-in seam: an assembly of somebody else needs a session and the vocabulary, and nothing more.
/// </summary>
public sealed class StrangerTests
{
    [Fact]
    public void A_strangers_protocol_references_the_gateway_the_language_and_the_framework_alone()
    {
        string[] references = [.. ReferencesOf("Spico.Stranger.JsonLines")];

        Assert.Equal(
            ["Spico.Gateway", "Spico.Protocol"],
            references.Where(name => !IsFramework(name)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_strangers_protocol_sees_no_internals()
    {
        IEnumerable<string> friends = ProjectFile.All
            .SelectMany(project => project.Xml.Descendants("InternalsVisibleTo"))
            .Select(friend => friend.Attribute("Include")!.Value);

        Assert.DoesNotContain(friends, friend => friend.StartsWith("Spico.Stranger", StringComparison.Ordinal));
    }

    [Fact]
    public void A_strangers_server_is_three_lines() =>
        Assert.Equal(3, File.ReadLines(Repository.Path("tests/Stranger/Spico.Stranger.Host/Program.cs"))
            .Count(line => line.Length > 0));

    private static bool IsFramework(string name) =>
        name.StartsWith("System.", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal);

    private static IEnumerable<string> ReferencesOf(string project)
    {
        string configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal)
            ? "Release"
            : "Debug";
        string path = Repository.Path("tests", "Stranger", project, "bin", configuration, "net10.0", project + ".dll");
        using var image = new PEReader(File.OpenRead(path));
        MetadataReader metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences
            .Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}

using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Spico.Silo.Storage.Migrations;

/// <summary>A script as it was built into the program.</summary>
internal sealed record MigrationScript(string Name, string Sql)
{
    /// <summary>SHA-256 of the text: a script that was applied once must never change.</summary>
    public string Checksum => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <summary>The scripts of a database, in the order of their numbers.</summary>
    public static IReadOnlyList<MigrationScript> Of(MigrationSet set)
    {
        Assembly assembly = typeof(MigrationScript).Assembly;
        string prefix = $"{typeof(MigrationScript).Namespace}.{set}.";
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => new MigrationScript(name[prefix.Length..^".sql".Length], Read(assembly, name)))];
    }

    private static string Read(Assembly assembly, string resource)
    {
        using StreamReader reader = new(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}

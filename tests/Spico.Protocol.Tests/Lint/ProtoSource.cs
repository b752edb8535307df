using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Spico.Protocol.Tests.Lint;

/// <summary>A source file of the contract, whose comments the descriptors do not hold.</summary>
internal sealed partial record ProtoSource(string Name, string[] Lines)
{
    public static IReadOnlyList<ProtoSource> All { get; } =
    [
        .. Directory.EnumerateFiles(Folder(), "*.proto")
            .Select(path => new ProtoSource(Path.GetFileName(path), File.ReadAllLines(path))),
    ];

    /// <summary>What is declared without a comment on the line before.</summary>
    public IEnumerable<string> Uncommented()
    {
        for (int i = 0; i < Lines.Length; i++)
        {
            string before = i == 0 ? "" : Lines[i - 1].Trim();
            bool isExplained = before.StartsWith("//", StringComparison.Ordinal)
                && !before.StartsWith("// buf:", StringComparison.Ordinal);
            bool isIgnoring = before.StartsWith("// buf:", StringComparison.Ordinal)
                && Lines[i - 2].Trim().StartsWith("//", StringComparison.Ordinal);
            if (Declaration().IsMatch(Lines[i]) && !isExplained && !isIgnoring)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{Name}:{i + 1}: {Lines[i].Trim()}");
            }
        }
    }

    private static string Folder([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../../Spico.Protocol/proto/spico/v1"));

    // Messages, enums, services, oneofs, methods, fields and enum values; the package stands under the file's comment.
    [GeneratedRegex(
        @"^\s*(?:(?:message|enum|service|oneof|rpc|package)\s"
        + @"|(?:repeated\s+)?[\w.]+\s+\w+\s*=\s*\d+\s*;|[A-Z][A-Z0-9_]*\s*=\s*\d+\s*;)")]
    private static partial Regex Declaration();
}

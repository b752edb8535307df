using System.Text.RegularExpressions;
using Spico.Testing;

namespace Spico.House.Tests.Docs;

public sealed partial class DocumentTests
{
    [Fact]
    public void Every_link_to_a_file_leads_to_one() => Findings.None(
        from document in Documents()
        from Match link in Link().Matches(File.ReadAllText(document))
        let target = link.Groups["target"].Value
        where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#')
        let path = Path.Combine(Path.GetDirectoryName(document)!, target.Split('#')[0])
        where !File.Exists(path) && !Directory.Exists(path)
        select $"{Path.GetRelativePath(Repository.Root, document)}: {target}");

    [Fact]
    public void Every_project_and_script_a_command_names_exists() => Findings.None(
        from document in Documents()
        from Match block in Block().Matches(File.ReadAllText(document))
        from line in block.Groups["commands"].Value.Split('\n')
        from Match named in Named().Matches(line)
        let path = Repository.Path(named.Groups["path"].Value)
        where !File.Exists(path) && !Directory.Exists(path)
        select $"{Path.GetRelativePath(Repository.Root, document)}: {line.Trim()}");

    [Fact]
    public void Every_test_the_readme_names_as_a_proof_exists()
    {
        string sources = string.Concat(Sources.SourceFile.All
            .Where(file => file.Path.StartsWith("tests/", StringComparison.Ordinal))
            .Select(file => string.Join('\n', file.Lines)));
        Findings.None(
            from Match proof in Proof().Matches(File.ReadAllText(Repository.Path("README.md")))
            let test = proof.Groups["test"].Value
            where !sources.Contains($" {test}(", StringComparison.Ordinal)
            select test);
    }

    [Fact]
    public void The_architecture_is_read_in_one_sitting() => Assert.InRange(
        File.ReadAllLines(Repository.Path("docs", "ARCHITECTURE.md")).Length, 1, 150);

    private static IEnumerable<string> Documents() => Directory.EnumerateFiles(Repository.Root, "*.md")
        .Concat(Directory.EnumerateFiles(Repository.Path("docs"), "*.md", SearchOption.AllDirectories))
        .Append(Repository.Path("Spico.Protocol", "SPEC.md"))
        .Where(File.Exists);

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("```sh\n(?<commands>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"(--project |^\s*(?:\./)?)(?<path>(?:[\w.-]+/)[\w./-]+)")]
    private static partial Regex Named();

    // A test named like `A_removed_member_receives_nothing_newer`.
    [GeneratedRegex(@"`(?<test>[A-Z][A-Za-z0-9]*_[A-Za-z0-9_]+)`")]
    private static partial Regex Proof();
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spico.Testing;

namespace Spico.House.Tests.Sources;

public sealed class SizeTests
{
    private const int FileLines = 400;
    private const int MethodLines = 70;
    private const int LineCharacters = 120;
    private const int ConstructorDependencies = 6;
    private const int ProgramLines = 40;

    [Fact]
    public void No_file_is_longer_than_400_lines() => Findings.None(SourceFile.All
        .Where(file => file.Lines.Length > FileLines)
        .Select(file => $"{file.Path}: {file.Lines.Length} lines"));

    [Fact]
    public void No_line_is_longer_than_120_characters() => Findings.None(
        from file in SourceFile.All.Select(file => (file.Path, file.Lines)).Concat(Protos())
        from line in file.Lines.Select((text, index) => (text, number: index + 1))
        where line.text.Length > LineCharacters
        select $"{file.Path}:{line.number}: {line.text.Length} characters");

    [Fact]
    public void No_method_is_longer_than_70_lines() => Findings.None(
        from file in SourceFile.All
        from method in file.Syntax.DescendantNodes().Where(node => node
            is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax)
        let span = method.GetLocation().GetLineSpan()
        let lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1
        where lines > MethodLines
        select $"{file.At(method)}: {lines} lines");

    [Fact]
    public void No_class_depends_on_more_than_6_others_in_its_constructor() => Findings.None(
        from file in SourceFile.Product
        from type in file.Syntax.DescendantNodes().OfType<ClassDeclarationSyntax>()
        let lists = type.Members.OfType<ConstructorDeclarationSyntax>().Select(made => made.ParameterList)
            .Append(type.ParameterList)
        let most = lists.Max(list => list?.Parameters.Count ?? 0)
        where most > ConstructorDependencies
        select $"{file.At(type)}: {type.Identifier.Text} takes {most}");

    [Fact]
    public void Program_reads_aloud_in_40_lines() => Findings.None(SourceFile.All
        .Where(file => file.Name == "Program" && file.Lines.Length > ProgramLines)
        .Select(file => $"{file.Path}: {file.Lines.Length} lines"));

    private static IEnumerable<(string Path, string[] Lines)> Protos() =>
        Directory.EnumerateFiles(Repository.Path("Spico.Protocol", "proto"), "*.proto", SearchOption.AllDirectories)
            .Select(path => (Path.GetRelativePath(Repository.Root, path), File.ReadAllLines(path)));
}

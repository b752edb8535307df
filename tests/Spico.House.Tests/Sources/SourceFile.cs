using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spico.Testing;

namespace Spico.House.Tests.Sources;

/// <summary>A C# file that somebody wrote, with its syntax.</summary>
internal sealed record SourceFile(string Path, string[] Lines, CompilationUnitSyntax Syntax)
{
    private static readonly Lazy<IReadOnlyList<SourceFile>> Read = new(ReadAll);

    /// <summary>All of them, product, clients, benches and tests.</summary>
    public static IReadOnlyList<SourceFile> All => Read.Value;

    /// <summary>Those that run at a customer's.</summary>
    public static IEnumerable<SourceFile> Product =>
        All.Where(file => !file.Path.StartsWith("tests/", StringComparison.Ordinal) &&
            !file.Path.StartsWith("bench/", StringComparison.Ordinal));

    /// <summary>The type declarations, nested ones too.</summary>
    public IEnumerable<BaseTypeDeclarationSyntax> Types => Syntax.DescendantNodes().OfType<BaseTypeDeclarationSyntax>();

    /// <summary>The file name without its folder and ending.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>Where a piece of syntax stands, as editors understand it.</summary>
    public string At(SyntaxNode node) => $"{Path}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";

    private static SourceFile[] ReadAll() =>
        [.. Directory.EnumerateFiles(Repository.Root, "*.cs", SearchOption.AllDirectories)
            .Select(path => System.IO.Path.GetRelativePath(Repository.Root, path))
            .Where(path => !path.Split('/').Any(part => part is "obj" or "bin" || part.StartsWith('.')))
            .Order(StringComparer.Ordinal)
            .Select(path =>
            {
                string text = File.ReadAllText(Repository.Path(path));
                SyntaxTree tree = CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview));
                return new SourceFile(path, text.TrimEnd('\n').Split('\n'), tree.GetCompilationUnitRoot());
            })];
}

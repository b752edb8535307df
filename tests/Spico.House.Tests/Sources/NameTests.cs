using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Spico.Testing;

namespace Spico.House.Tests.Sources;

public sealed class NameTests
{
    private static readonly string[] SayNothing =
        ["Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Processor", "Wrapper", "Impl"];

    [Fact]
    public void No_type_has_a_name_that_says_nothing() => Findings.None(
        from file in SourceFile.All
        from type in file.Types
        where SayNothing.Any(word => type.Identifier.Text.EndsWith(word, StringComparison.Ordinal))
        select $"{file.At(type)}: {type.Identifier.Text}");

    [Fact]
    public void The_namespace_is_the_folder() => Findings.None(
        from file in SourceFile.All
        from declared in file.Syntax.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>()
        let expected = NamespaceOf(file.Path)
        where declared.Name.ToString() != expected
        select $"{file.At(declared)}: {declared.Name}, in the folder of {expected}");

    [Fact]
    public void A_file_holds_one_public_type_of_its_own_name() => Findings.None(
        from file in SourceFile.All
        let open = file.Syntax.DescendantNodes()
            .Where(node => node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)
            .Where(node => node.Parent is BaseNamespaceDeclarationSyntax or CompilationUnitSyntax)
            .Cast<MemberDeclarationSyntax>()
            .Where(type => type.Modifiers.Any(SyntaxKind.PublicKeyword))
            .Select(NameOf)
            .Distinct()
            .ToArray()
        where open.Length > 1 || (open.Length == 1 && file.Name.Split('.')[0] != open[0])
        select $"{file.Path}: {string.Join(", ", open)}");

    private static string NameOf(MemberDeclarationSyntax type) => type is DelegateDeclarationSyntax made
        ? made.Identifier.Text
        : ((BaseTypeDeclarationSyntax)type).Identifier.Text;

    // The nearest project above the file gives the root, the folders below it the rest.
    private static string NamespaceOf(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        string inner = "";
        while (true)
        {
            string? project = Directory.EnumerateFiles(Repository.Path(folder), "*.csproj").SingleOrDefault();
            if (project is not null)
            {
                string root = XDocument.Load(project).Descendants("RootNamespace").FirstOrDefault()?.Value
                    ?? Path.GetFileNameWithoutExtension(project);
                return root + inner;
            }

            inner = "." + Path.GetFileName(folder) + inner;
            folder = Path.GetDirectoryName(folder)!;
        }
    }
}

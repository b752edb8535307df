using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Spico.House.Tests.Sources;

public sealed class OptionTests
{
    private static readonly string[] Ranged = ["int", "uint", "long", "double", "TimeSpan", "ushort"];

    [Fact]
    public void Every_number_and_time_that_can_be_configured_has_its_range() => Findings.None(
        from file in SourceFile.Product
        where file.Path.StartsWith("Spico.", StringComparison.Ordinal)
        from type in file.Types.OfType<ClassDeclarationSyntax>()
        where type.Identifier.Text.EndsWith("Options", StringComparison.Ordinal)
            && type.Modifiers.Any(modifier => modifier.Text == "public")
        from property in type.Members.OfType<PropertyDeclarationSyntax>()
        where Ranged.Contains(property.Type.ToString().TrimEnd('?'))
            && !property.AttributeLists.SelectMany(list => list.Attributes).Any(each => each.Name.ToString() == "Range")
        select $"{file.At(property)}: {type.Identifier.Text}.{property.Identifier.Text}");
}

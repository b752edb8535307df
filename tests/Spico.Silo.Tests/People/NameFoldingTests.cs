using Spico.Silo.People;

namespace Spico.Silo.Tests.People;

public sealed class NameFoldingTests
{
    [Theory]
    [InlineData("Élise Le-Cœur", "elise le coeur")]
    [InlineData("élise  LE CŒUR", "elise le coeur")]
    [InlineData("Jean-François d'Aÿ", "jean francois d ay")]
    [InlineData("e\u0301lise", "elise")]
    [InlineData("Łucja Strauß", "lucja strauss")]
    [InlineData("— ’ !", "")]
    public void Accents_case_ligatures_and_punctuation_make_no_difference(string name, string folded) =>
        Assert.Equal(folded, string.Join(' ', NameFolding.WordsOf(name)));
}

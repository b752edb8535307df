using System.Globalization;
using System.Text;
using Spico.Silo.Messages.Searching;

namespace Spico.Silo.Tests.Messages.Searching;

public sealed class SearchedTextTests
{
    private const string Letters = "aàâäbcçdeéèêëfghiîïjklmnoôöpqrstuùûüvwxyzœæ0123456789";
    private const string Between = " ,.;:!?'’-_/()«»…\n\t\u00a0°+=🩺";

    [Theory]
    [InlineData("L'Œdème, dès 38,5° !", " l oedeme des 38 5")]
    [InlineData("  ", "")]
    [InlineData("🩺", "")]
    [InlineData("Hémoglobine glyquée (HbA1c) : 7,2 %", " hemoglobine glyquee hba1c 7 2")]
    [InlineData("aujourd’hui\nÇA-VA", " aujourd hui ca va")]
    public void A_text_is_its_folded_words(string text, string folded) =>
        Assert.Equal(folded, Encoding.UTF8.GetString(SearchedText.Fold(text)));

    /// <summary>
    /// Words of random letters between random punctuation: each is found by every beginning of it, in whichever case
    /// and with or without its accents, and by nothing else that a slow comparison would not find.
    /// </summary>
    [Fact]
    public void A_word_is_found_by_its_beginnings_and_by_nothing_else()
    {
        var random = new Random(20261125);
        for (int round = 0; round < 300; round++)
        {
            List<string> words = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => Word(random))];
            string text = string.Concat(words.Select(word => word + Punctuation(random)));
            byte[] folded = SearchedText.Fold(text);
            string any = Word(random);
            foreach (string beginning in words.Select(word => Beginning(random, word)).Append(any))
            {
                string written = Rewritten(random, beginning);
                bool isFound = SearchedText.WordsOf(written)
                    .All(word => folded.AsSpan().IndexOf(SearchedText.BeginningOf(word)) >= 0);
                Assert.Equal(words.Exists(word => Plain(word).StartsWith(Plain(beginning), StringComparison.Ordinal)),
                    isFound);
            }
        }
    }

    [Fact]
    public void Folding_what_is_folded_changes_nothing()
    {
        var random = new Random(7);
        for (int round = 0; round < 300; round++)
        {
            string text = string.Concat(Enumerable.Range(0, 8).Select(_ => Word(random) + Punctuation(random)));
            byte[] folded = SearchedText.Fold(text);
            Assert.Equal(folded, SearchedText.Fold(Encoding.UTF8.GetString(folded)));
            Assert.Equal(folded, SearchedText.Fold(text.Normalize(NormalizationForm.FormD)));
        }
    }

    private static string Word(Random random) => string.Concat(
        Enumerable.Range(0, random.Next(1, 8)).Select(_ => Letters[random.Next(Letters.Length)]));

    private static string Punctuation(Random random) => string.Concat(
        new StringInfo(Between).SubstringByTextElements(
            random.Next(new StringInfo(Between).LengthInTextElements), 1), " ");

    private static string Beginning(Random random, string word) => word[..random.Next(1, word.Length + 1)];

    private static string Rewritten(Random random, string word) => random.Next(4) switch
    {
        0 => word.ToUpperInvariant(),
        1 => word.Normalize(NormalizationForm.FormD),
        2 => Plain(word),
        _ => word,
    };

    private static string Plain(string word) => string.Concat(
        word.Replace("œ", "oe", StringComparison.Ordinal).Replace("æ", "ae", StringComparison.Ordinal)
            .Normalize(NormalizationForm.FormD).Where(letter => letter < '\u0300'));
}

using CsCheck;
using Spico.Silo.Professionals.Searching;

namespace Spico.Silo.Tests.Professionals;

public sealed class NearTests
{
    private static readonly Gen<string> Word = Gen.Char['a', 'c'].Array[1, 7].Select(letters => new string(letters));

    [Fact]
    public void Words_are_near_when_one_letter_makes_the_difference() => Gen.Select(Word, Word).Sample((one, other) =>
        Near.IsWithinOne(one, other) == (Distance(one, other) <= 1)
            && Near.IsWithinOne(one, other) == Near.IsWithinOne(other, one));

    [Fact]
    public void Near_words_have_a_variant_in_common() => Gen.Select(Word, Word).Sample((one, other) =>
        !Near.IsWithinOne(one, other) || Near.VariantsOf(one).Intersect(Near.VariantsOf(other)).Any());

    // Optimal string alignment, as the books have it.
    private static int Distance(string one, string other)
    {
        int[,] table = new int[one.Length + 1, other.Length + 1];
        for (int i = 0; i <= one.Length; i++)
        {
            for (int j = 0; j <= other.Length; j++)
            {
                table[i, j] = i == 0 ? j : j == 0 ? i : Math.Min(
                    Math.Min(table[i - 1, j], table[i, j - 1]) + 1,
                    table[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
                }
            }
        }

        return table[one.Length, other.Length];
    }
}

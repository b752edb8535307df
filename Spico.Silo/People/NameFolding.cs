using System.Globalization;
using System.Text;

namespace Spico.Silo.People;

/// <summary>How names are compared: without accents, case, ligatures and punctuation.</summary>
internal static class NameFolding
{
    /// <summary>The folded words of a name, in its order: "Élise Le-Cœur" gives "elise", "le", "coeur".</summary>
    public static List<string> WordsOf(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (Rune rune in name.Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.NonSpacingMark:
                    break;

                case UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter
                    or UnicodeCategory.TitlecaseLetter or UnicodeCategory.OtherLetter
                    or UnicodeCategory.ModifierLetter or UnicodeCategory.DecimalDigitNumber:
                    Append(word, rune);
                    break;

                default:
                    End(word, words);
                    break;
            }
        }

        End(word, words);
        return words;
    }

    private static void Append(StringBuilder word, Rune rune)
    {
        switch (rune.Value)
        {
            case 'œ' or 'Œ':
                word.Append("oe");
                break;
            case 'æ' or 'Æ':
                word.Append("ae");
                break;
            case 'ß' or 'ẞ':
                word.Append("ss");
                break;
            case 'ø' or 'Ø':
                word.Append('o');
                break;
            case 'ł' or 'Ł':
                word.Append('l');
                break;
            default:
                word.Append(Rune.ToLowerInvariant(rune));
                break;
        }
    }

    private static void End(StringBuilder word, List<string> words)
    {
        if (word.Length > 0)
        {
            words.Add(word.ToString());
            word.Clear();
        }
    }
}

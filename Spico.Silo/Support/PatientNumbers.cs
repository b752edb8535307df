using System.Text;
using System.Text.RegularExpressions;

namespace Spico.Silo.Support;

/// <summary>
/// Finds what looks like the number of a patient (NIR, or matricule INS) in a text, however it is written: with spaces,
/// points, dashes, with its key or without. Rather too much than too little: who means it says so.
/// </summary>
internal static partial class PatientNumbers
{
    /// <summary>Whether there is one.</summary>
    public static bool AreIn(string text)
    {
        var condensed = new StringBuilder(text.Length);
        foreach (Rune rune in text.Normalize(NormalizationForm.FormKC).EnumerateRunes())
        {
            if (Rune.IsDigit(rune))
            {
                condensed.Append((int)Rune.GetNumericValue(rune));
            }
            else if (Rune.IsLetter(rune))
            {
                condensed.Append(char.ToUpperInvariant((char)(rune.Value & 0xffff)));
            }
            else if (!Rune.IsWhiteSpace(rune) && rune.Value is not ('.' or '-' or '/' or '_' or '\''))
            {
                condensed.Append('|');
            }
        }

        return Form().IsMatch(condensed.ToString());
    }

    // Sex, year, month, département, commune, order. The months from 20 on stand for births of which it is not known.
    [GeneratedRegex("[1-478][0-9]{2}(0[1-9]|1[0-2]|[2-9][0-9])([0-9]{2}|2[AB])[0-9]{6}")]
    private static partial Regex Form();
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace Spico.Silo.Patients;

/// <summary>The number of the national identity: 13 characters and a key of two digits.</summary>
internal static partial class InsNumber
{
    private const int NumberLength = 13;

    /// <summary>Whether a number has the form, and its key fits.</summary>
    public static bool IsValid(string number) =>
        Form().IsMatch(number)
        && long.Parse(number.AsSpan(NumberLength), CultureInfo.InvariantCulture) == KeyOf(number[..NumberLength]);

    /// <summary>97 less the rest of the 13 digits; Corsica's departments count as 19 and 18.</summary>
    private static long KeyOf(string number)
    {
        string digits = number
            .Replace("2A", "19", StringComparison.Ordinal)
            .Replace("2B", "18", StringComparison.Ordinal);
        return 97 - (long.Parse(digits, CultureInfo.InvariantCulture) % 97);
    }

    // Sex, year, month (or one of the pseudo-months of who does not know theirs), place, order, key.
    [GeneratedRegex(@"^[1-478][0-9]{2}(?:0[1-9]|1[0-2]|[2-35-9][0-9]|4[0-2])(?:[0-9]{2}|2[AB])[0-9]{8}\z")]
    private static partial Regex Form();
}

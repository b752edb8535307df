namespace Spico.Silo.Professionals.Import;

/// <summary>
/// The département of a town, when the extract leaves it out: the beginning of the commune's code, or of the postal
/// code, which tells nothing of the two of Corsica but by the third digit.
/// </summary>
internal static class Departments
{
    /// <summary>The code, or an empty text.</summary>
    public static string CodeOf(string townCode, string postalCode)
    {
        if (townCode.Length == 5)
        {
            return Beginning(townCode);
        }

        if (postalCode.Length != 5 || !postalCode.All(char.IsAsciiDigit))
        {
            return string.Empty;
        }

        return postalCode.StartsWith("20", StringComparison.Ordinal)
            ? postalCode[2] is '0' or '1' ? "2A" : "2B"
            : Beginning(postalCode);
    }

    // Those overseas have three digits.
    private static string Beginning(string code) =>
        code.StartsWith("97", StringComparison.Ordinal) || code.StartsWith("98", StringComparison.Ordinal)
            ? code[..3]
            : code[..2];
}

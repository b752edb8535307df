using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Spico.Protocol.Identifiers;

/// <summary>
/// The matricule of a national health identity (INS: a NIR, or a NIA while one waits for it): 13 characters that tell
/// sex, year, month, place and order, and a key of 2 digits.
/// </summary>
public sealed partial record Nir
{
    private const int KeyLength = 2;
    private const int NumberLength = 13;
    private const int Modulus = 97;

    private Nir(string value) => Value = value;

    /// <summary>The 15 characters.</summary>
    public string Value { get; }

    /// <summary>Reads a matricule. False unless it has its form and its key.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Nir? nir)
    {
        nir = text is not null && Form().IsMatch(text) && text.AsSpan(NumberLength).SequenceEqual(
            KeyOf(text.AsSpan(0, NumberLength))) ? new Nir(text) : null;
        return nir is not null;
    }

    /// <summary>The key of 13 characters that have the form of a matricule, as two digits.</summary>
    public static string KeyOf(ReadOnlySpan<char> number)
    {
        // 2A counts as 19 and 2B as 18, in the place of birth.
        string digits = number.ToString()
            .Replace("2A", "19", StringComparison.Ordinal).Replace("2B", "18", StringComparison.Ordinal);
        long key = Modulus - (long.Parse(digits, CultureInfo.InvariantCulture) % Modulus);
        return key.ToString("D" + KeyLength, CultureInfo.InvariantCulture);
    }

    /// <summary>The characters.</summary>
    public override string ToString() => Value;

    // The months from 20 on stand for births of which the month is not known.
    [GeneratedRegex(@"^[1-478][0-9]{2}(0[1-9]|1[0-2]|[235-9][0-9]|4[0-2])([0-9]{2}|2[AB])[0-9]{6}[0-9]{2}\z")]
    private static partial Regex Form();
}

using System.Diagnostics.CodeAnalysis;

namespace Spico.Protocol.Identifiers;

/// <summary>
/// A professional's number in ADELI, which the RPPS replaces: 9 characters, the first two a département (2A and 2B
/// among them). How its last digit is computed is published nowhere that we know of, hence only the form is checked.
/// </summary>
public sealed record Adeli
{
    private const int Length = 9;

    private Adeli(string value) => Value = value;

    /// <summary>The 9 characters.</summary>
    public string Value { get; }

    /// <summary>Reads a number. False unless it has its form.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Adeli? adeli)
    {
        bool isOne = text?.Length == Length
            && (Digits.AreAll(text) || (Digits.AreOfCorsica(text) && Digits.AreAll(text.AsSpan(2))));
        adeli = isOne ? new Adeli(text!) : null;
        return isOne;
    }

    /// <summary>The characters.</summary>
    public override string ToString() => Value;
}

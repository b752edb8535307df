using System.Diagnostics.CodeAnalysis;

namespace Spico.Protocol.Identifiers;

/// <summary>
/// The FINESS number of an establishment or of the legal entity that runs it: 9 characters, the last one a Luhn key.
/// Those of Corsica begin with 2A or 2B, and their key follows a rule of its own that is not checked.
/// </summary>
public sealed record Finess
{
    private const int Length = 9;

    private Finess(string value) => Value = value;

    /// <summary>The 9 characters.</summary>
    public string Value { get; }

    /// <summary>Whether the key was checked: it is not for numbers of Corsica.</summary>
    public bool IsKeyChecked => !Digits.AreOfCorsica(Value);

    /// <summary>Reads a number. False unless it has its form and its key.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Finess? finess)
    {
        bool isOne = text?.Length == Length
            && (Luhn.IsValid(text) || (Digits.AreOfCorsica(text) && Digits.AreAll(text.AsSpan(2))));
        finess = isOne ? new Finess(text!) : null;
        return isOne;
    }

    /// <summary>The characters.</summary>
    public override string ToString() => Value;
}

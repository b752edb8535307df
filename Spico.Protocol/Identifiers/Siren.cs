using System.Diagnostics.CodeAnalysis;

namespace Spico.Protocol.Identifiers;

/// <summary>The SIREN number of an enterprise: 9 digits, the last one a Luhn key.</summary>
public sealed record Siren
{
    private const int Length = 9;

    private Siren(string value) => Value = value;

    /// <summary>The 9 digits.</summary>
    public string Value { get; }

    /// <summary>Reads a number. False unless it has its length and its key.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Siren? siren)
    {
        siren = text?.Length == Length && Luhn.IsValid(text) ? new Siren(text) : null;
        return siren is not null;
    }

    /// <summary>The digits.</summary>
    public override string ToString() => Value;
}

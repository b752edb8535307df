using System.Diagnostics.CodeAnalysis;

namespace Spico.Protocol.Identifiers;

/// <summary>A professional's number in the RPPS: 11 digits, the last one a Luhn key.</summary>
public sealed record Rpps
{
    private const int Length = 11;

    private Rpps(string value) => Value = value;

    /// <summary>The 11 digits.</summary>
    public string Value { get; }

    /// <summary>Reads a number. False unless it has its length and its key.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Rpps? rpps)
    {
        rpps = text?.Length == Length && Luhn.IsValid(text) ? new Rpps(text) : null;
        return rpps is not null;
    }

    /// <summary>The digits.</summary>
    public override string ToString() => Value;
}

using System.Diagnostics.CodeAnalysis;

namespace Spico.Protocol.Identifiers;

/// <summary>
/// The SIRET number of a place of an enterprise: its SIREN and 5 digits, the last one a Luhn key of all. The post
/// has more places than that allows: the sum of their digits is a multiple of 5 instead.
/// </summary>
public sealed record Siret
{
    private const int Length = 14;
    private const int SirenLength = 9;
    private const string Post = "356000000";

    private Siret(string value) => Value = value;

    /// <summary>The 14 digits.</summary>
    public string Value { get; }

    /// <summary>The enterprise's number.</summary>
    public string Siren => Value[..SirenLength];

    /// <summary>Reads a number. False unless it has its length and its key.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Siret? siret)
    {
        siret = text?.Length == Length && (Luhn.IsValid(text) || IsOfThePost(text)) ? new Siret(text) : null;
        return siret is not null;
    }

    /// <summary>The digits.</summary>
    public override string ToString() => Value;

    private static bool IsOfThePost(string text) =>
        text.StartsWith(Post, StringComparison.Ordinal) && Digits.AreAll(text)
            && text.Sum(digit => digit - '0') % 5 == 0;
}

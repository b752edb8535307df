using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Spico.Protocol.Identifiers;

/// <summary>
/// How the registers of the country name a professional: a digit that tells the kind of number, then the number. 8 is
/// the RPPS and 0 ADELI; 1 and 3 to 6 are numbers that a practice or an establishment gave.
/// </summary>
public sealed record NationalId
{
    private const char AdeliKind = '0';
    private const char RppsKind = '8';
    private const int LengthMax = 40;

    private NationalId(string value) => Value = value;

    /// <summary>The digit and the number.</summary>
    public string Value { get; }

    /// <summary>The digit that tells the kind of number.</summary>
    public char Kind => Value[0];

    /// <summary>Whether a register of the country gave it, RPPS or ADELI: nobody else has the same.</summary>
    public bool IsOfRegister => Kind is RppsKind or AdeliKind;

    /// <summary>
    /// The person of this professional: 16 bytes derived from the identifier, the same everywhere and for ever, whether
    /// or not the person has an account.
    /// </summary>
    public PersonId Person
    {
        get
        {
            byte[] hash = SHA256.HashData(Encoding.ASCII.GetBytes("professional/" + Value));
            return PersonId.From(new Guid(hash.AsSpan(0, Id16.Bytes), bigEndian: true));
        }
    }

    /// <summary>Reads an identifier. False unless its kind is known and its number is one of that kind.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out NationalId? id)
    {
        bool isOne = text is { Length: > 1 and <= LengthMax } && text[0] switch
        {
            RppsKind => Rpps.TryParse(text[1..], out _),
            AdeliKind => Adeli.TryParse(text[1..], out _),
            '1' or '3' or '4' or '5' or '6' => text.AsSpan(1).IndexOfAnyExcept(GivenByOthers) < 0,
            _ => false,
        };
        id = isOne ? new NationalId(text!) : null;
        return isOne;
    }

    /// <summary>The identifier of a number of the RPPS.</summary>
    public static NationalId Of(Rpps rpps)
    {
        ArgumentNullException.ThrowIfNull(rpps);
        return new NationalId(RppsKind + rpps.Value);
    }

    /// <summary>The digit and the number.</summary>
    public override string ToString() => Value;

    private static readonly System.Buffers.SearchValues<char> GivenByOthers = System.Buffers.SearchValues.Create(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz/-_.");
}

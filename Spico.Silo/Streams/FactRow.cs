using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Streams;

/// <summary>
/// A fact as it is stored. Every column but the last is in clear and is associated data of the last, so that no row
/// can be swapped, re-dated or re-attributed.
/// </summary>
internal sealed class FactRow
{
    public required StreamId Stream { get; init; }

    public required long Seq { get; init; }

    /// <summary>The number of this message among the stream's messages; 0 for anything else.</summary>
    public required long Ordinal { get; init; }

    public required PersonId Author { get; init; }

    /// <summary>Milliseconds since 1970-01-01T00:00:00Z.</summary>
    public required long At { get; init; }

    /// <summary>The field number of the body in <see cref="Fact"/>.</summary>
    public required int Kind { get; init; }

    public required DataClass DataClass { get; init; }

    /// <summary>Set on the first fact of a request only.</summary>
    public RequestId? Request { get; init; }

    /// <summary>The first 16 bytes of SHA-256 over the request's body; set with <see cref="Request"/>.</summary>
    public Guid RequestHash { get; init; }

    /// <summary>How many facts the request wrote; set with <see cref="Request"/>.</summary>
    public int RequestFacts { get; init; }

    /// <summary>
    /// Nonce, ciphertext and tag of the body field as it is encoded in <see cref="Fact"/>. Set last, by
    /// <see cref="StreamCipher.Seal"/>: everything above is sealed with it.
    /// </summary>
    public byte[] Sealed { get; set; } = [];
}

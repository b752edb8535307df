using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Streams;

/// <summary>What one person may read of a stream just now.</summary>
/// <param name="Access">What.</param>
/// <param name="Head">Up to where: who has left learns nothing of what came after, not even that it came.</param>
/// <param name="Cipher">The stream's key.</param>
internal sealed record StreamReading(StreamAccess Access, StreamPosition Head, StreamCipher Cipher)
{
    /// <summary>A stored fact as this person may read it: whole, or elided for its class.</summary>
    /// <exception cref="SealBrokenException">The row was changed, moved or belongs to another stream.</exception>
    public Fact Open(FactRow row) => Frame.Parser.ParseFrom(
        Access.CanRead(row.DataClass)
            ? FactEncoding.Encode(row, Cipher, out _)
            : FactEncoding.EncodeElided(row.Stream, row.Seq)).Push.Fact;
}

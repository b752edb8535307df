using Google.Protobuf;
using Spico.Protocol.V1;

namespace Spico.Silo.Streams;

/// <summary>Another body for a stored fact, sealed to the clear columns that it keeps.</summary>
/// <param name="Row">The fact as it is stored.</param>
/// <param name="Body">Of which only the body is set, of the same kind.</param>
internal sealed record SealedFact(FactRow Row, Fact Body) : ISealedValue
{
    public byte[] Seal(StreamCipher cipher) => cipher.Seal(Row, Body.ToByteArray());
}

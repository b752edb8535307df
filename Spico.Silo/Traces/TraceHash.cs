using System.Buffers.Binary;
using System.Security.Cryptography;
using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Traces;

/// <summary>The hash of a trace: of everything it says, of its place and time, and of the trace before it.</summary>
internal static class TraceHash
{
    /// <summary>How long a hash is.</summary>
    public const int Bytes = SHA256.HashSizeInBytes;

    private const int HeaderBytes = 16 + 8 + 16 + 8;

    /// <summary>The hash. Encoded alike each time: the contract has no maps.</summary>
    public static byte[] Of(StreamId stream, long seq, PersonId author, long at, AccessTraced trace)
    {
        byte[] source = new byte[HeaderBytes + trace.CalculateSize()];
        stream.Value.TryWriteBytes(source, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(source.AsSpan(16), seq);
        author.Value.TryWriteBytes(source.AsSpan(24), bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(source.AsSpan(40), at);
        trace.WriteTo(source.AsSpan(HeaderBytes));
        return SHA256.HashData(source);
    }
}

using System.Buffers.Binary;
using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>
/// The request id of what follows from a fact: the same however often it is asked for, so that it happens once.
/// </summary>
internal static class ConsequenceId
{
    /// <summary>The id, also the hash of the request, which says nothing else.</summary>
    public static Guid Of(ConsequenceKind kind, StreamId stream, long seq, PersonId person)
    {
        Span<byte> source = stackalloc byte[1 + 16 + 8 + 16];
        source[0] = (byte)kind;
        stream.Value.TryWriteBytes(source[1..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(source[17..], seq);
        person.Value.TryWriteBytes(source[25..], bigEndian: true, out _);
        return RequestHash.Of(source);
    }
}

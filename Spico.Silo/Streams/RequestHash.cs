using System.Buffers;
using System.Security.Cryptography;
using Google.Protobuf;

namespace Spico.Silo.Streams;

/// <summary>Tells requests under the same id apart: the first 16 bytes of SHA-256 over kind and body.</summary>
internal static class RequestHash
{
    private const int StackBytesMax = 1024;

    /// <summary>The hash of a request.</summary>
    /// <param name="kind">The field number of the request in <see cref="Protocol.V1.Command"/>.</param>
    /// <param name="request">Its body. Encoded alike each time: the contract has no maps.</param>
    public static Guid Of(int kind, IMessage request)
    {
        int length = request.CalculateSize() + sizeof(byte);
        byte[]? rented = null;
        Span<byte> bytes = length <= StackBytesMax
            ? stackalloc byte[StackBytesMax]
            : rented = ArrayPool<byte>.Shared.Rent(length);
        bytes = bytes[..length];
        bytes[0] = (byte)kind;
        request.WriteTo(bytes[1..]);
        Guid hash = Of(bytes);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }

        return hash;
    }

    /// <summary>The hash of bytes.</summary>
    public static Guid Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return new Guid(hash[..16], bigEndian: true);
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using Google.Protobuf;

namespace Spico.Protocol;

/// <summary>The identity of a file. 16 bytes on the wire.</summary>
public readonly record struct FileId
{
    private FileId(Guid value) => Value = value;

    /// <summary>The 16 bytes as a value that stores and compares well, in big-endian order.</summary>
    public Guid Value { get; }

    /// <summary>The file that a request of a person announces: the same request announces the same file.</summary>
    public static FileId AnnouncedBy(PersonId owner, RequestId request)
    {
        Span<byte> source = stackalloc byte[36];
        "file"u8.CopyTo(source);
        owner.Value.TryWriteBytes(source[4..], bigEndian: true, out _);
        request.Value.TryWriteBytes(source[20..], bigEndian: true, out _);
        return HashOf(source);
    }

    /// <summary>The document that a fact of a stream asks for.</summary>
    public static FileId AskedForBy(StreamId stream, long seq)
    {
        Span<byte> source = stackalloc byte[28];
        "docu"u8.CopyTo(source);
        stream.Value.TryWriteBytes(source[4..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(source[20..], seq);
        return HashOf(source);
    }

    /// <summary>An id that was stored or received as a value.</summary>
    public static FileId From(Guid value) => new(value);

    /// <summary>Reads an id from the wire. False unless it is 16 bytes that are not all zero.</summary>
    public static bool TryFrom(ByteString? bytes, out FileId id)
    {
        bool read = Id16.TryRead(bytes, out Guid value);
        id = new FileId(value);
        return read;
    }

    /// <summary>The id as it travels.</summary>
    public ByteString ToByteString() => Id16.Write(Value);

    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("N");

    private static FileId HashOf(ReadOnlySpan<byte> source)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(source, hash);
        return new FileId(new Guid(hash[..16], bigEndian: true));
    }
}

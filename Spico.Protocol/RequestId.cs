using Google.Protobuf;

namespace Spico.Protocol;

/// <summary>
/// The identity of a changing request, made by the client as a UUIDv7: the same id is carried out once, for ever. 16
/// bytes on the wire.
/// </summary>
public readonly record struct RequestId
{
    private RequestId(Guid value) => Value = value;

    /// <summary>The 16 bytes as a value that stores and compares well, in big-endian order.</summary>
    public Guid Value { get; }

    /// <summary>A new id, later than all before it.</summary>
    public static RequestId New() => new(Guid.CreateVersion7());

    /// <summary>An id that was stored or received as a value.</summary>
    public static RequestId From(Guid value) => new(value);

    /// <summary>Reads an id from the wire. False unless it is 16 bytes that are not all zero.</summary>
    public static bool TryFrom(ByteString? bytes, out RequestId id)
    {
        bool read = Id16.TryRead(bytes, out Guid value);
        id = new RequestId(value);
        return read;
    }

    /// <summary>The id as it travels.</summary>
    public ByteString ToByteString() => Id16.Write(Value);

    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("N");
}

using Google.Protobuf;

namespace Spico.Protocol;

/// <summary>The identity of a practice situation of a person. 16 bytes on the wire.</summary>
public readonly record struct PracticeId
{
    private PracticeId(Guid value) => Value = value;

    /// <summary>The 16 bytes as a value that stores and compares well, in big-endian order.</summary>
    public Guid Value { get; }

    /// <summary>An id that was stored or received as a value.</summary>
    public static PracticeId From(Guid value) => new(value);

    /// <summary>Reads an id from the wire. False unless it is 16 bytes that are not all zero.</summary>
    public static bool TryFrom(ByteString? bytes, out PracticeId id)
    {
        bool read = Id16.TryRead(bytes, out Guid value);
        id = new PracticeId(value);
        return read;
    }

    /// <summary>The id as it travels.</summary>
    public ByteString ToByteString() => Id16.Write(Value);

    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("N");
}

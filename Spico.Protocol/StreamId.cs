using System.Security.Cryptography;
using Google.Protobuf;

namespace Spico.Protocol;

/// <summary>
/// The identity of a stream: 16 bytes on the wire, of which the first tells its <see cref="StreamKind"/>.
/// </summary>
public readonly record struct StreamId
{
    private StreamId(Guid value) => Value = value;

    /// <summary>The 16 bytes as a value that stores and compares well, in big-endian order.</summary>
    public Guid Value { get; }

    /// <summary>What the stream is.</summary>
    public StreamKind Kind => (StreamKind)Id16.FirstByte(Value);

    /// <summary>The stream that a request of an author opens: the same request opens the same stream.</summary>
    public static StreamId OpenedBy(StreamKind kind, PersonId author, RequestId request) =>
        Derive(kind, author.Value, request.Value);

    /// <summary>The inbox of a person.</summary>
    public static StreamId InboxOf(PersonId person) => Derive(StreamKind.Inbox, person.Value, Guid.Empty);

    /// <summary>The patient of a hash of who they are. A key keeps others from guessing it.</summary>
    public static StreamId PatientOf(Guid hash) => Derive(StreamKind.Patient, hash, Guid.Empty);

    /// <summary>The dossier of a patient.</summary>
    public static StreamId DossierOf(StreamId patient) => Derive(StreamKind.Dossier, patient.Value, Guid.Empty);

    /// <summary>The agenda of a person.</summary>
    public static StreamId AgendaOf(PersonId person) => Derive(StreamKind.Agenda, person.Value, Guid.Empty);

    /// <summary>The agenda of a structure.</summary>
    public static StreamId AgendaOf(StructureId structure) =>
        Derive(StreamKind.Agenda, structure.Value, Guid.AllBitsSet);

    /// <summary>The traces of who has seen and changed a dossier.</summary>
    public static StreamId TracesOf(StreamId dossier) => Derive(StreamKind.Trace, dossier.Value, Guid.Empty);

    /// <summary>The traces of the lists across dossiers that a person had.</summary>
    public static StreamId TracesOf(PersonId person) => Derive(StreamKind.Trace, person.Value, Guid.AllBitsSet);

    /// <summary>The private memos of a person.</summary>
    public static StreamId PrivateMemosOf(PersonId person) =>
        Derive(StreamKind.PrivateMemos, person.Value, Guid.Empty);

    /// <summary>The requests for support of a person.</summary>
    public static StreamId SupportOf(PersonId person) => Derive(StreamKind.Support, person.Value, Guid.Empty);

    /// <summary>The region's register of what was erased and is held.</summary>
    public static StreamId Register { get; } = Derive(StreamKind.Register, Guid.Empty, Guid.Empty);

    /// <summary>An id that was stored or received as a value.</summary>
    public static StreamId From(Guid value) => new(value);

    /// <summary>Reads an id from the wire. False unless it is 16 bytes of a known kind.</summary>
    public static bool TryFrom(ByteString? bytes, out StreamId id)
    {
        if (Id16.TryRead(bytes, out Guid value) && Enum.IsDefined((StreamKind)Id16.FirstByte(value)))
        {
            id = new StreamId(value);
            return true;
        }

        id = default;
        return false;
    }

    /// <summary>The id as it travels.</summary>
    public ByteString ToByteString() => Id16.Write(Value);

    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("N");

    private static StreamId Derive(StreamKind kind, Guid first, Guid second)
    {
        Span<byte> source = stackalloc byte[33];
        source[0] = (byte)kind;
        first.TryWriteBytes(source[1..], bigEndian: true, out _);
        second.TryWriteBytes(source[17..], bigEndian: true, out _);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(source, hash);
        hash[0] = (byte)kind;
        return new StreamId(new Guid(hash[..16], bigEndian: true));
    }
}

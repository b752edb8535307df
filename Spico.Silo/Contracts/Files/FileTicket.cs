using System.Buffers.Binary;
using System.Buffers.Text;
using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Files;

/// <summary>
/// What a ticket says: who may do what with which file, and until when. A gateway reads it to find the grain to ask;
/// only a silo can tell whether it is genuine.
/// </summary>
/// <param name="Purpose">Upload or download.</param>
/// <param name="Person">Who.</param>
/// <param name="Session">The session it was given to.</param>
/// <param name="File">Which file.</param>
/// <param name="Stream">For a download: the stream of the message that shows the file.</param>
/// <param name="Seq">For a download: that message.</param>
/// <param name="ExpiresAt">Until when, in milliseconds since 1970-01-01T00:00:00Z.</param>
/// <param name="ActedBy">Who acts for the person, by a delegation; null: they themselves.</param>
public sealed record FileTicket(
    FileTicketPurpose Purpose,
    PersonId Person,
    SessionId Session,
    FileId File,
    StreamId Stream,
    long Seq,
    long ExpiresAt,
    PersonId? ActedBy = null)
{
    /// <summary>Bytes of what a ticket says, before its seal.</summary>
    public const int SaidBytes = 1 + 16 + 16 + 16 + 16 + 8 + 8 + 16;

    /// <summary>Bytes of the seal.</summary>
    public const int SealBytes = 32;

    /// <summary>Whoever it was given to, as they are checked again on each request.</summary>
    public Caller Caller => new(Person, Session, string.Empty, IsAdministrator: false, ActedBy);

    /// <summary>Reads what a ticket says, genuine or not. False when it is no ticket.</summary>
    public static bool TryRead(string text, out FileTicket? ticket)
    {
        Span<byte> bytes = stackalloc byte[SaidBytes + SealBytes];
        ticket = null;
        if (!TryDecode(text, bytes) || !Enum.IsDefined((FileTicketPurpose)bytes[0]))
        {
            return false;
        }

        var actedBy = PersonId.From(new Guid(bytes[81..97], bigEndian: true));
        ticket = new FileTicket(
            (FileTicketPurpose)bytes[0],
            PersonId.From(new Guid(bytes[1..17], bigEndian: true)),
            SessionId.From(new Guid(bytes[17..33], bigEndian: true)),
            FileId.From(new Guid(bytes[33..49], bigEndian: true)),
            StreamId.From(new Guid(bytes[49..65], bigEndian: true)),
            BinaryPrimitives.ReadInt64BigEndian(bytes[65..]),
            BinaryPrimitives.ReadInt64BigEndian(bytes[73..]),
            actedBy == default ? null : actedBy);
        return true;
    }

    /// <summary>The bytes of a ticket and its seal; false when the text is no ticket.</summary>
    public static bool TryDecode(string text, Span<byte> bytes) =>
        text.Length == Base64Url.GetEncodedLength(SaidBytes + SealBytes)
        && Base64Url.TryDecodeFromChars(text, bytes, out int written)
        && written == SaidBytes + SealBytes;

    /// <summary>Writes what the ticket says, to be sealed.</summary>
    public void Write(Span<byte> bytes)
    {
        bytes[0] = (byte)Purpose;
        Person.Value.TryWriteBytes(bytes[1..], bigEndian: true, out _);
        Session.Value.TryWriteBytes(bytes[17..], bigEndian: true, out _);
        File.Value.TryWriteBytes(bytes[33..], bigEndian: true, out _);
        Stream.Value.TryWriteBytes(bytes[49..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(bytes[65..], Seq);
        BinaryPrimitives.WriteInt64BigEndian(bytes[73..], ExpiresAt);
        (ActedBy ?? default).Value.TryWriteBytes(bytes[81..], bigEndian: true, out _);
    }
}

using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Spico.Silo.Streams;

namespace Spico.Silo.Files;

/// <summary>
/// Issues and checks tickets. A ticket names one file, one person and an end, and is sealed: any gateway may carry it
/// to any silo, and nothing is stored.
/// </summary>
internal sealed class FileTickets(MasterKey masterKey, IOptions<FilesOptions> options, TimeProvider time)
{
    /// <summary>When a ticket issued now ends, in milliseconds since 1970-01-01T00:00:00Z.</summary>
    public long Expiry() => (time.GetUtcNow() + options.Value.TicketLifetime).ToUnixTimeMilliseconds();

    /// <summary>The text of a ticket.</summary>
    public string Issue(FileTicket ticket)
    {
        Span<byte> bytes = stackalloc byte[FileTicket.SaidBytes + FileTicket.SealBytes];
        ticket.Write(bytes);
        masterKey.SealTicket(bytes[..FileTicket.SaidBytes]).CopyTo(bytes[FileTicket.SaidBytes..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>What a ticket says, or null when it is not genuine, not for this, or over.</summary>
    public FileTicket? Check(string text, FileTicketPurpose purpose)
    {
        Span<byte> bytes = stackalloc byte[FileTicket.SaidBytes + FileTicket.SealBytes];
        return FileTicket.TryDecode(text, bytes)
            && CryptographicOperations.FixedTimeEquals(
                masterKey.SealTicket(bytes[..FileTicket.SaidBytes]), bytes[FileTicket.SaidBytes..])
            && FileTicket.TryRead(text, out FileTicket? ticket)
            && ticket!.Purpose == purpose
            && ticket.ExpiresAt > time.GetUtcNow().ToUnixTimeMilliseconds()
                ? ticket
                : null;
    }
}

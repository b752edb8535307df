using Microsoft.AspNetCore.Http;
using Spico.Protocol;
using Spico.Silo.Files;

namespace Spico.Gateway.Protocols.Files;

/// <summary>The ticket of a request, and what it says; whether it is genuine is for a silo to tell.</summary>
internal sealed record TicketHeader(string Ticket, FileTicket Said)
{
    private const string Scheme = "Bearer ";

    /// <summary>The ticket of a request, or null.</summary>
    public static TicketHeader? Find(HttpRequest request)
    {
        string header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string ticket = header[Scheme.Length..].Trim();
        return FileTicket.TryRead(ticket, out FileTicket? said) ? new TicketHeader(ticket, said!) : null;
    }

    /// <summary>Whether the ticket is for having a file, whoever shows it.</summary>
    public bool IsDownload => Said.Purpose is FileTicketPurpose.Download or FileTicketPurpose.Own;

    /// <summary>Whether the ticket is for having the file of the request, as far as it says.</summary>
    public bool IsForDownload(HttpRequest request) => IsDownload && IsFor(request, Said.Purpose);

    /// <summary>Whether the ticket is for this, as far as it says.</summary>
    public bool IsFor(HttpRequest request, FileTicketPurpose purpose) =>
        Said.Purpose == purpose
        && (request.RouteValues["file"] is null
            || (FilePaths.TryRead(request.RouteValues["file"] as string, out FileId file) && file == Said.File));
}

using Orleans;
using Orleans.Runtime;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Files;
using Spico.Silo.Streams;

namespace Spico.Gateway.Files;

/// <summary>Finds the grain that a ticket is for. Holds no key: nobody here believes what a ticket says.</summary>
internal sealed class FileTransfers(IGrainFactory grains) : IFileTransfers
{
    private static readonly Error NotAccessible = Sessions.Refusal.NotAccessible("ticket").Error;
    private static readonly Error Unavailable = Sessions.Refusal.Unavailable().Error;

    public ValueTask<UploadStatus> LookAsync(string ticket) => UploadAsync(ticket, grain => grain.Look(ticket));

    public ValueTask<UploadStatus> AppendAsync(UploadPiece piece) =>
        UploadAsync(piece.Ticket, grain => grain.Append(piece));

    public ValueTask<UploadStatus> SettleAsync(string ticket, long offset) =>
        UploadAsync(ticket, grain => grain.Settle(ticket, offset));

    public ValueTask<UploadStatus> CancelAsync(string ticket) => UploadAsync(ticket, grain => grain.Cancel(ticket));

    public async ValueTask<FilePiece> ReadAsync(FileRead read)
    {
        FileTicket.TryRead(read.Ticket, out FileTicket? ticket);
        try
        {
            return ticket switch
            {
                { Purpose: FileTicketPurpose.Download } when FileCommands.ShownBy(grains, ticket.Stream) is { } shown =>
                    await shown.ReadFile(read),
                { Purpose: FileTicketPurpose.Own } =>
                    await grains.GetGrain<IUploadGrain>(FileKey.Of(ticket.File)).ReadOwn(read),
                _ => new FilePiece { Refusal = NotAccessible },
            };
        }
        catch (Exception failure) when (IsOutage(failure))
        {
            return new FilePiece { Refusal = Unavailable };
        }
    }

    private async ValueTask<UploadStatus> UploadAsync(
        string text, Func<IUploadGrain, ValueTask<UploadStatus>> call)
    {
        if (!FileTicket.TryRead(text, out FileTicket? ticket) || ticket!.Purpose != FileTicketPurpose.Upload)
        {
            return new UploadStatus { Refusal = NotAccessible };
        }

        try
        {
            return await call(grains.GetGrain<IUploadGrain>(FileKey.Of(ticket.File)));
        }
        catch (Exception failure) when (IsOutage(failure))
        {
            return new UploadStatus { Refusal = Unavailable };
        }
    }

    private static bool IsOutage(Exception failure) => failure is TimeoutException or OrleansException;
}

using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>Stays in hospital, as methods like <see cref="SpicoClientCommands"/>.</summary>
public static class SpicoClientStays
{
    /// <summary>Records a stay.</summary>
    public static Task<ChangeStayResponse> RecordStayAsync(
        this SpicoClient client,
        StreamId dossier,
        NewStay stay,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) =>
        ChangeAsync(client, dossier, new ChangeStayRequest { Record = stay }, requestId, cancellationToken);

    /// <summary>Moves a stay on.</summary>
    public static Task<ChangeStayResponse> MoveStayAsync(
        this SpicoClient client,
        StreamId dossier,
        StayMove move,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) =>
        ChangeAsync(client, dossier, new ChangeStayRequest { Move = move }, requestId, cancellationToken);

    private static async Task<ChangeStayResponse> ChangeAsync(
        SpicoClient client,
        StreamId dossier,
        ChangeStayRequest request,
        RequestId? requestId,
        CancellationToken cancellationToken)
    {
        request.RequestId = (requestId ?? RequestId.New()).ToByteString();
        request.Dossier = dossier.ToByteString();
        Reply reply = await client.AskAsync(new Command { ChangeStay = request }, cancellationToken);
        return reply.ChangeStay;
    }
}

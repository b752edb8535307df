using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>The dashboard and the alerts of dossiers, as methods like <see cref="SpicoClientCommands"/>.</summary>
public static class SpicoClientDashboards
{
    /// <summary>The person's dashboard: the first entries of each section, or a page of one.</summary>
    public static async Task<ReadDashboardResponse> ReadDashboardAsync(
        this SpicoClient client, ReadDashboardRequest? query = null, CancellationToken cancellationToken = default)
    {
        Reply reply = await client.AskAsync(
            new Command { ReadDashboard = query ?? new ReadDashboardRequest() }, cancellationToken);
        return reply.ReadDashboard;
    }

    /// <summary>Takes note of an alert.</summary>
    public static Task<ChangeAlertResponse> AcknowledgeAlertAsync(
        this SpicoClient client,
        StreamId dossier,
        ulong alert,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new ChangeAlertRequest { Alert = alert, Acknowledge = true };
        return ChangeAsync(client, dossier, request, requestId, cancellationToken);
    }

    /// <summary>Puts an alert off until a time.</summary>
    public static Task<ChangeAlertResponse> SnoozeAlertAsync(
        this SpicoClient client,
        StreamId dossier,
        ulong alert,
        DateTimeOffset until,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new ChangeAlertRequest { Alert = alert, SnoozeUntil = until.ToUnixTimeMilliseconds() };
        return ChangeAsync(client, dossier, request, requestId, cancellationToken);
    }

    private static async Task<ChangeAlertResponse> ChangeAsync(
        SpicoClient client,
        StreamId dossier,
        ChangeAlertRequest request,
        RequestId? requestId,
        CancellationToken cancellationToken)
    {
        request.RequestId = (requestId ?? RequestId.New()).ToByteString();
        request.Dossier = dossier.ToByteString();
        Reply reply = await client.AskAsync(new Command { ChangeAlert = request }, cancellationToken);
        return reply.ChangeAlert;
    }
}

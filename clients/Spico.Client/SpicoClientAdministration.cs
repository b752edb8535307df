using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>Administrative information of dossiers, as methods like <see cref="SpicoClientCommands"/>.</summary>
public static class SpicoClientAdministration
{
    /// <summary>Sets fields to other values: all of them or none.</summary>
    public static async Task<ChangeAdministrationResponse> ChangeAdministrationAsync(
        this SpicoClient client,
        StreamId dossier,
        IEnumerable<AdministrativeChange> changes,
        string reason = "",
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new ChangeAdministrationRequest
        {
            RequestId = (requestId ?? RequestId.New()).ToByteString(),
            Dossier = dossier.ToByteString(),
            Changes = { changes },
            Reason = reason,
        };
        Reply reply = await client.AskAsync(new Command { ChangeAdministration = request }, cancellationToken);
        return reply.ChangeAdministration;
    }
}

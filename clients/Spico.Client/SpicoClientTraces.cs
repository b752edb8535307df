using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>Who opened a dossier, as methods like <see cref="SpicoClientCommands"/>.</summary>
public static class SpicoClientTraces
{
    /// <summary>A page of a dossier's traces, the newest first; the dossier is filled in.</summary>
    public static async Task<ReadTracesResponse> ReadTracesAsync(
        this SpicoClient client,
        StreamId dossier,
        ReadTracesRequest? query = null,
        CancellationToken cancellationToken = default)
    {
        ReadTracesRequest request = query?.Clone() ?? new ReadTracesRequest();
        request.Dossier = dossier.ToByteString();
        Reply reply = await client.AskAsync(new Command { ReadTraces = request }, cancellationToken);
        return reply.ReadTraces;
    }
}

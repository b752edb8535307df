using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>The status of dossiers for structures, as methods like <see cref="SpicoClientCommands"/>.</summary>
public static class SpicoClientFollowUps
{
    /// <summary>Begins the following of the patient by a structure.</summary>
    public static Task<ChangeFollowUpResponse> BeginFollowUpAsync(
        this SpicoClient client,
        StreamId dossier,
        NewFollowUp followUp,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) =>
        ChangeAsync(client, dossier, new ChangeFollowUpRequest { Begin = followUp }, requestId, cancellationToken);

    /// <summary>Moves an episode on.</summary>
    public static Task<ChangeFollowUpResponse> MoveFollowUpAsync(
        this SpicoClient client,
        StreamId dossier,
        FollowUpMove move,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) =>
        ChangeAsync(client, dossier, new ChangeFollowUpRequest { Move = move }, requestId, cancellationToken);

    private static async Task<ChangeFollowUpResponse> ChangeAsync(
        SpicoClient client,
        StreamId dossier,
        ChangeFollowUpRequest request,
        RequestId? requestId,
        CancellationToken cancellationToken)
    {
        request.RequestId = (requestId ?? RequestId.New()).ToByteString();
        request.Dossier = dossier.ToByteString();
        Reply reply = await client.AskAsync(new Command { ChangeFollowUp = request }, cancellationToken);
        return reply.ChangeFollowUp;
    }
}

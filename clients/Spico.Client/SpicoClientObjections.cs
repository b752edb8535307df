using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>What a patient objects to, as methods like <see cref="SpicoClientCommands"/>.</summary>
public static class SpicoClientObjections
{
    /// <summary>Records an objection: whom it names leaves the circle, and nobody of them comes back.</summary>
    public static Task<ChangeObjectionResponse> RecordObjectionAsync(
        this SpicoClient client,
        StreamId dossier,
        NewObjection objection,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) =>
        ChangeAsync(client, dossier, new ChangeObjectionRequest { Record = objection }, requestId, cancellationToken);

    /// <summary>Records that the patient no longer objects, with what proves it.</summary>
    public static Task<ChangeObjectionResponse> LiftObjectionAsync(
        this SpicoClient client,
        StreamId dossier,
        ByteString objection,
        string proof,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new ChangeObjectionRequest { Lift = new ObjectionLift { Objection = objection, Proof = proof } };
        return ChangeAsync(client, dossier, request, requestId, cancellationToken);
    }

    private static async Task<ChangeObjectionResponse> ChangeAsync(
        SpicoClient client,
        StreamId dossier,
        ChangeObjectionRequest request,
        RequestId? requestId,
        CancellationToken cancellationToken)
    {
        request.RequestId = (requestId ?? RequestId.New()).ToByteString();
        request.Dossier = dossier.ToByteString();
        Reply reply = await client.AskAsync(new Command { ChangeObjection = request }, cancellationToken);
        return reply.ChangeObjection;
    }
}

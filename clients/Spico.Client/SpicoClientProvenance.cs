using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>What leads from dossiers to conversations, as methods like <see cref="SpicoClientCommands"/>.</summary>
public static class SpicoClientProvenance
{
    /// <summary>The person's conversation about a patient; a new one with the circle if there is none.</summary>
    public static async Task<OpenDossierConversationResponse> OpenDossierConversationAsync(
        this SpicoClient client,
        StreamId dossier,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new OpenDossierConversationRequest
        {
            RequestId = (requestId ?? RequestId.New()).ToByteString(),
            Dossier = dossier.ToByteString(),
        };
        Reply reply = await client.AskAsync(
            new Command { OpenDossierConversation = request }, cancellationToken);
        return reply.OpenDossierConversation;
    }

    /// <summary>Names a message or an urgency as what something in a dossier comes from.</summary>
    public static FactSource SourceOf(StreamId conversation, ulong seq) =>
        new() { Stream = conversation.ToByteString(), Seq = seq };
}

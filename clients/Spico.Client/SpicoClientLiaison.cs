using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>
/// The liaison notebook and the life line of dossiers, as methods like <see cref="SpicoClientCommands"/>.
/// </summary>
public static class SpicoClientLiaison
{
    /// <summary>Writes an entry.</summary>
    public static Task<ChangeLiaisonResponse> WriteEntryAsync(
        this SpicoClient client,
        StreamId dossier,
        NewLiaisonEntry entry,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) =>
        ChangeAsync(client, dossier, new ChangeLiaisonRequest { Write = entry }, requestId, cancellationToken);

    /// <summary>Corrects an entry of the caller's own; its first text is kept.</summary>
    public static Task<ChangeLiaisonResponse> CorrectEntryAsync(
        this SpicoClient client,
        StreamId dossier,
        ulong entry,
        string text,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var correction = new LiaisonCorrection { Entry = entry, Text = text };
        return ChangeAsync(
            client, dossier, new ChangeLiaisonRequest { Correct = correction }, requestId, cancellationToken);
    }

    /// <summary>Takes note of a critical entry.</summary>
    public static Task<ChangeLiaisonResponse> AcknowledgeEntryAsync(
        this SpicoClient client,
        StreamId dossier,
        ulong entry,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) =>
        ChangeAsync(client, dossier, new ChangeLiaisonRequest { Acknowledge = entry }, requestId, cancellationToken);

    /// <summary>Moves how far the person has read a dossier.</summary>
    public static async Task<MarkDossierReadResponse> MarkDossierReadAsync(
        this SpicoClient client, StreamId dossier, long upTo, CancellationToken cancellationToken = default)
    {
        var request = new MarkDossierReadRequest { Dossier = dossier.ToByteString(), UpTo = (ulong)upTo };
        Reply reply = await client.AskAsync(new Command { MarkDossierRead = request }, cancellationToken);
        return reply.MarkDossierRead;
    }

    /// <summary>A page of the life line; the dossier is filled in.</summary>
    public static async Task<ReadLifeLineResponse> ReadLifeLineAsync(
        this SpicoClient client,
        StreamId dossier,
        ReadLifeLineRequest? query = null,
        CancellationToken cancellationToken = default)
    {
        ReadLifeLineRequest request = query?.Clone() ?? new ReadLifeLineRequest();
        request.Dossier = dossier.ToByteString();
        Reply reply = await client.AskAsync(new Command { ReadLifeLine = request }, cancellationToken);
        return reply.ReadLifeLine;
    }

    private static async Task<ChangeLiaisonResponse> ChangeAsync(
        SpicoClient client,
        StreamId dossier,
        ChangeLiaisonRequest request,
        RequestId? requestId,
        CancellationToken cancellationToken)
    {
        request.RequestId = (requestId ?? RequestId.New()).ToByteString();
        request.Dossier = dossier.ToByteString();
        Reply reply = await client.AskAsync(new Command { ChangeLiaison = request }, cancellationToken);
        return reply.ChangeLiaison;
    }
}

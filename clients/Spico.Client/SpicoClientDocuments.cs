using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>
/// Documents of dossiers, as methods like <see cref="SpicoClientCommands"/>. They are uploaded and downloaded as files
/// of messages are, see <see cref="SpicoClientFiles"/>.
/// </summary>
public static class SpicoClientDocuments
{
    /// <summary>Deposits a document.</summary>
    public static Task<ChangeDocumentResponse> DepositDocumentAsync(
        this SpicoClient client,
        StreamId dossier,
        NewDossierDocument document,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) =>
        ChangeAsync(client, dossier, new ChangeDocumentRequest { Deposit = document }, requestId, cancellationToken);

    /// <summary>Gives a document another version.</summary>
    public static Task<ChangeDocumentResponse> ReplaceDocumentAsync(
        this SpicoClient client,
        StreamId dossier,
        NewDocumentVersion version,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) =>
        ChangeAsync(client, dossier, new ChangeDocumentRequest { Replace = version }, requestId, cancellationToken);

    /// <summary>Withdraws a document that the person deposited.</summary>
    public static Task<ChangeDocumentResponse> WithdrawDocumentAsync(
        this SpicoClient client,
        StreamId dossier,
        ulong document,
        string reason,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var withdrawal = new DocumentWithdrawal { Document = document, Reason = reason };
        return ChangeAsync(
            client, dossier, new ChangeDocumentRequest { Withdraw = withdrawal }, requestId, cancellationToken);
    }

    private static async Task<ChangeDocumentResponse> ChangeAsync(
        SpicoClient client,
        StreamId dossier,
        ChangeDocumentRequest request,
        RequestId? requestId,
        CancellationToken cancellationToken)
    {
        request.RequestId = (requestId ?? RequestId.New()).ToByteString();
        request.Dossier = dossier.ToByteString();
        Reply reply = await client.AskAsync(new Command { ChangeDocument = request }, cancellationToken);
        return reply.ChangeDocument;
    }
}

using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>Shared and private memos, as methods like <see cref="SpicoClientCommands"/>.</summary>
public static class SpicoClientMemos
{
    /// <summary>Writes a memo for everybody in the circle who reads them.</summary>
    public static Task<ChangeMemoResponse> WriteMemoAsync(
        this SpicoClient client,
        StreamId dossier,
        string text,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) =>
        ChangeAsync(client, dossier, new ChangeMemoRequest { Write = text }, requestId, cancellationToken);

    /// <summary>Changes a shared memo, or takes it away.</summary>
    public static Task<ChangeMemoResponse> EditMemoAsync(
        this SpicoClient client,
        StreamId dossier,
        MemoEdit edit,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) =>
        ChangeAsync(client, dossier, new ChangeMemoRequest { Edit = edit }, requestId, cancellationToken);

    /// <summary>Saves a private memo; without one named, a new one. An empty text takes it away.</summary>
    public static async Task<SavePrivateMemoResponse> SavePrivateMemoAsync(
        this SpicoClient client,
        StreamId dossier,
        string text,
        ByteString? memo = null,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new SavePrivateMemoRequest
        {
            RequestId = (requestId ?? RequestId.New()).ToByteString(),
            Dossier = dossier.ToByteString(),
            Memo = memo ?? ByteString.Empty,
            Text = text,
        };
        Reply reply = await client.AskAsync(new Command { SavePrivateMemo = request }, cancellationToken);
        return reply.SavePrivateMemo;
    }

    /// <summary>The person's private memos on a dossier, and the stream that tells what changes.</summary>
    public static async Task<ListPrivateMemosResponse> ListPrivateMemosAsync(
        this SpicoClient client, StreamId dossier, CancellationToken cancellationToken = default)
    {
        var request = new ListPrivateMemosRequest { Dossier = dossier.ToByteString() };
        Reply reply = await client.AskAsync(new Command { ListPrivateMemos = request }, cancellationToken);
        return reply.ListPrivateMemos;
    }

    private static async Task<ChangeMemoResponse> ChangeAsync(
        SpicoClient client,
        StreamId dossier,
        ChangeMemoRequest request,
        RequestId? requestId,
        CancellationToken cancellationToken)
    {
        request.RequestId = (requestId ?? RequestId.New()).ToByteString();
        request.Dossier = dossier.ToByteString();
        Reply reply = await client.AskAsync(new Command { ChangeMemo = request }, cancellationToken);
        return reply.ChangeMemo;
    }
}

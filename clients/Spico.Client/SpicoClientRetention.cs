using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>
/// Erasure, legal holds and purges, for administrators, as methods like <see cref="SpicoClientCommands"/>.
/// </summary>
public static class SpicoClientRetention
{
    /// <summary>Erases a stream for ever.</summary>
    public static async Task<EraseStreamResponse> EraseStreamAsync(
        this SpicoClient client,
        StreamId stream,
        string reason,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new EraseStreamRequest
        {
            RequestId = (requestId ?? RequestId.New()).ToByteString(),
            Stream = stream.ToByteString(),
            Reason = reason,
        };
        Reply reply = await client.AskAsync(new Command { EraseStream = request }, cancellationToken);
        return reply.EraseStream;
    }

    /// <summary>Holds a stream whatever its age, or holds it no more.</summary>
    public static async Task<SetLegalHoldResponse> SetLegalHoldAsync(
        this SpicoClient client,
        StreamId stream,
        bool held,
        string reason,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new SetLegalHoldRequest
        {
            RequestId = (requestId ?? RequestId.New()).ToByteString(),
            Stream = stream.ToByteString(),
            Held = held,
            Reason = reason,
        };
        Reply reply = await client.AskAsync(new Command { SetLegalHold = request }, cancellationToken);
        return reply.SetLegalHold;
    }

    /// <summary>A batch of a purge; its request id is made when it has none.</summary>
    public static async Task<PurgeStreamsResponse> PurgeStreamsAsync(
        this SpicoClient client, PurgeStreamsRequest purge, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(purge);
        PurgeStreamsRequest request = purge.Clone();
        request.RequestId = request.RequestId.IsEmpty ? RequestId.New().ToByteString() : request.RequestId;
        Reply reply = await client.AskAsync(new Command { PurgeStreams = request }, cancellationToken);
        return reply.PurgeStreams;
    }

    /// <summary>What was erased and held, the newest first; before an entry, or from the newest on.</summary>
    public static async Task<ReadRegisterResponse> ReadRegisterAsync(
        this SpicoClient client, ulong before = 0, uint limit = 0, CancellationToken cancellationToken = default)
    {
        var request = new ReadRegisterRequest { Before = before, Limit = limit };
        Reply reply = await client.AskAsync(new Command { ReadRegister = request }, cancellationToken);
        return reply.ReadRegister;
    }
}

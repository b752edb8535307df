using System.Globalization;
using Microsoft.Extensions.Logging;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Retention;

/// <summary>
/// After a backup was restored, erases again what was erased since it was made: the ledger knows. When nothing was
/// restored it costs a look at a file.
/// </summary>
internal sealed partial class ErasureReplay(
    ErasureLedger ledger, IGrainFactory grains, ILogStore store, ILog log, ILogger<ErasureReplay> logger)
    : ILifecycleParticipant<ISiloLifecycle>
{
    private Task _running = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(ErasureReplay), ServiceLifecycleStage.Active, StartAsync, stopped => _running.WaitAsync(stopped));

    /// <summary>Erases again what was erased before an epoch, and is there.</summary>
    public async Task RunAsync(uint epoch)
    {
        foreach (StreamId stream in ledger.ErasedBefore(epoch))
        {
            try
            {
                if (await store.ReadStreamAsync(stream) is { WrappedKey.Length: > 0 })
                {
                    await EraseAsync(stream, epoch);
                }
            }
            catch (Exception failure) when (failure is StoreException or TimeoutException or OrleansException)
            {
                Log.NotErased(logger, failure, stream);
            }
        }
    }

    private Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.Run(() => RunAsync(log.Epoch), CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task EraseAsync(StreamId stream, uint epoch)
    {
        byte[] source = [.. stream.ToByteString().Span, .. BitConverter.GetBytes(epoch)];
        var order = new EraseStreamRequest
        {
            RequestId = RequestId.From(RequestHash.Of(source)).ToByteString(),
            Stream = stream.ToByteString(),
            Reason = string.Create(
                CultureInfo.InvariantCulture, $"Erased before the backup of epoch {epoch - 1} was restored."),
        };
        var server = new Caller(PersonId.From(Guid.Empty), SessionId.From(Guid.Empty), "server", IsAdministrator: true);
        Reply erased = await grains.GetGrain<IRetentionGrain>(StreamKey.Of(StreamId.Register))
            .CarryOut(server, new Command { EraseStream = order });
        if (erased.Error is { } refusal)
        {
            Log.Refused(logger, stream, refusal.Code);
        }
        else
        {
            Log.Erased(logger, stream);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Stream {Stream} was brought back, and is erased again")]
        public static partial void Erased(ILogger logger, StreamId stream);

        [LoggerMessage(Level = LogLevel.Error, Message = "Stream {Stream} was brought back, and stays: {Code}")]
        public static partial void Refused(ILogger logger, StreamId stream, Protocol.V1.ErrorCode code);

        [LoggerMessage(Level = LogLevel.Error, Message = "Stream {Stream} was brought back, and is not erased yet")]
        public static partial void NotErased(ILogger logger, Exception failure, StreamId stream);
    }
}

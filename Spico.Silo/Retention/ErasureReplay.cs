using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Retention;

/// <summary>
/// After a backup was restored, erases again what was erased since it was made: the ledger knows. What cannot be erased
/// just now is tried again until it is. When nothing was restored it costs a look at a file.
/// </summary>
internal sealed partial class ErasureReplay(
    ErasureLedger ledger,
    IGrainFactory grains,
    ILogStore store,
    ILog log,
    TimeProvider time,
    ILogger<ErasureReplay> logger) : BackgroundService
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);


    /// <summary>Erases again what was erased before an epoch, and is there, until nothing of it is.</summary>
    public async Task RunAsync(uint epoch, CancellationToken cancellationToken)
    {
        while (!await RunOnceAsync(epoch))
        {
            await Task.Delay(RetryAfter, time, cancellationToken);
        }
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RunAsync(log.Epoch, stoppingToken);

    /// <summary>Goes through the ledger once. Returns whether nothing is left to be tried again.</summary>
    private async Task<bool> RunOnceAsync(uint epoch)
    {
        bool isDone = true;
        foreach (StreamId stream in ledger.ErasedBefore(epoch))
        {
            try
            {
                if (await store.ReadStreamAsync(stream) is { WrappedKey.Length: > 0 })
                {
                    isDone &= await EraseAsync(stream, epoch);
                }
            }
            catch (Exception failure)
            {
                // Whatever is wrong with one, the others are erased.
                Log.NotErased(logger, failure, stream);
                isDone = false;
            }
        }

        return isDone;
    }

    private async Task<bool> EraseAsync(StreamId stream, uint epoch)
    {
        Error? refusal = await grains.GetGrain<IErasesAgain>(StreamKey.Of(StreamId.Register))
            .EraseAgain(stream, epoch);
        if (refusal is null)
        {
            Log.Erased(logger, stream);
        }
        else
        {
            Log.Refused(logger, stream, refusal.Code);
        }

        return refusal is not { Retryable: true };
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

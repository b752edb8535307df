using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Spico.Gateway.Sessions;

namespace Spico.Gateway.Streams;

/// <summary>
/// Tells streams that want to know that a session has them open no more. Noted under a stream's lock, told beside it; a
/// call that fails is tried again for as long as the gateway runs.
/// </summary>
internal sealed partial class Closings(
    Lazy<IStreamGrains> grains, GatewayOptions options, TimeProvider time, ILogger logger)
{
    private const int AtOnce = 32;

    // As many as the silos can be behind with before a gateway forgets some: tens of megabytes.
    private const int WaitingMax = 200_000;

    private readonly Channel<Closing> _waiting = Channel.CreateBounded<Closing>(
        new BoundedChannelOptions(WaitingMax) { SingleReader = true });

    /// <summary>A stream was closed.</summary>
    public void Note(Closing closing)
    {
        if (!_waiting.Writer.TryWrite(closing))
        {
            Log.Forgotten(logger, closing.Stream);
        }
    }

    /// <summary>No more will be noted: <see cref="RunAsync"/> ends with the last one.</summary>
    public void Complete() => _waiting.Writer.TryComplete();

    /// <summary>Tells what is noted until there will be no more.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Parallel.ForEachAsync(
        _waiting.Reader.ReadAllAsync(cancellationToken),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
        TellAsync);

    private async ValueTask TellAsync(Closing closing, CancellationToken cancellationToken)
    {
        TimeSpan delay = options.RetryDelay;
        while (!await TryTellAsync(closing))
        {
            await Task.Delay(delay, time, cancellationToken);
            delay = delay * 2 < options.RetryDelayMax ? delay * 2 : options.RetryDelayMax;
        }
    }

    private async ValueTask<bool> TryTellAsync(Closing closing)
    {
        try
        {
            return await grains.Value.ClosedAsync(closing);
        }
        catch (Exception exception)
        {
            // Silos come and go; whatever the reason, the answer is to try again.
            Log.Failed(logger, closing.Stream, exception.GetType().Name);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Stream {Stream} cannot be told now: {Reason}")]
        public static partial void Failed(ILogger logger, Protocol.StreamId stream, string reason);

        [LoggerMessage(Level = LogLevel.Error, Message = "Stream {Stream} was closed and is not told")]
        public static partial void Forgotten(ILogger logger, Protocol.StreamId stream);
    }
}

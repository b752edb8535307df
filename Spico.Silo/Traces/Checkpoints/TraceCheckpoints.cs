using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spico.Protocol;
using Spico.Silo.Streams;
using Spico.Silo.Traces.Verification;

namespace Spico.Silo.Traces.Checkpoints;

/// <summary>
/// Attests the last traces outside the store, once in a while and when the silo stops. What a fall left without is made
/// up for at the next start.
/// </summary>
internal sealed partial class TraceCheckpoints(
    TraceHeads heads,
    StreamStorage storage,
    IOptions<TraceOptions> options,
    TimeProvider time,
    ILogger<TraceCheckpoints> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    // The newest checkpoint may be of another silo than the one that fell: a day is longer than any stays down.
    private const long LookBackMilliseconds = 24 * 60 * 60 * 1000;

    private readonly CancellationTokenSource _stopping = new();
    private readonly CheckpointFolder _folder = new(options.Value.CheckpointFolder);
    private Task _running = Task.CompletedTask;
    private TraceKey? _key;

    // Ends after the grains, whose last traces are still to be attested.
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(TraceCheckpoints), ServiceLifecycleStage.ApplicationServices, StartAsync, StopAsync);

    public void Dispose()
    {
        _stopping.Dispose();
        _key?.Dispose();
    }

    /// <summary>Attests the traces that became durable since the last time.</summary>
    public void Write()
    {
        List<KeyValuePair<StreamId, TraceHead>> taken = heads.Take();
        if (taken.Count == 0)
        {
            return;
        }

        try
        {
            _key ??= TraceKey.OfFolder(options.Value.KeysFolder);
            _folder.Add(taken, time.GetUtcNow(), _key);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Log.NotWritten(logger, failure);
            taken.ForEach(head => heads.Note(head.Key, head.Value));
        }
    }

    /// <summary>Notes what was written to about the last checkpoint and since: a fall may have come between.</summary>
    public async Task RecoverAsync()
    {
        _key ??= TraceKey.OfFolder(options.Value.KeysFolder);
        long since = _folder.NewestAt(_key) - LookBackMilliseconds;
        await foreach (TraceStreams.Listed listed in TraceStreams.ReadAsync(storage.Store, since))
        {
            if (listed.WrappedKey.Length > 0
                && await TraceStreams.ReadLastAsync(storage, listed) is { } last)
            {
                heads.Note(
                    listed.Stream, new TraceHead(storage.Log.Epoch, last.Seq, last.HashIn(listed.Stream)));
            }
        }
    }

    private Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancellationToken);
        Write();
    }

    private async Task RunAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(options.Value.CheckpointInterval, time);
            bool isRecovered = await RecoverOrLogAsync();
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                isRecovered = isRecovered || await RecoverOrLogAsync();
                Write();
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private async Task<bool> RecoverOrLogAsync()
    {
        try
        {
            await RecoverAsync();
            return true;
        }
        catch (Exception failure)
        {
            Log.NotRecovered(logger, failure);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A checkpoint of the traces could not be written")]
        public static partial void NotWritten(ILogger logger, Exception failure);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Traces after the last checkpoint could not be looked up")]
        public static partial void NotRecovered(ILogger logger, Exception failure);
    }
}

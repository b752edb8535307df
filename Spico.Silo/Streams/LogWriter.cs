using Microsoft.Extensions.Logging;

namespace Spico.Silo.Streams;

/// <summary>
/// Group commit: one loop that takes what is queued, commits it, tells fan-out and then those who wait. While one
/// commit is flushing, everything that arrives waits for the next; there is no timer.
/// </summary>
internal sealed partial class LogWriter(
    ILogStore store, IFanOut fanOut, LogWriterOptions options, TimeProvider time, ILogger<LogWriter> logger)
    : ILog, IAsyncDisposable
{
    private readonly LogQueue _queue = new(options);
    private readonly HighWaterMark _mark = new(options.HighWaterMarkPath);
    private readonly CancellationTokenSource _giveUp = new();
    private readonly List<Append> _broken = [];
    private StoreIdentity _store = new(Guid.Empty, 0, 0);
    private Task _running = Task.CompletedTask;
    private long _clockRaised;
    private TimeSpan _backoff = TimeSpan.Zero;
    private long _unavailableSince;
    private bool _isDisposed;

    public uint Epoch => _store.Epoch;

    /// <summary>Whether there is a writer. False for ever once it ended.</summary>
    public bool IsRunning => _store.Epoch > 0 && !_running.IsCompleted;

    /// <summary>Opens the store, finds out whether it has lost history, and begins to write.</summary>
    /// <exception cref="StoreRefusedException">The store must not be used as it is.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        StoreIdentity found = await store.OpenAsync(cancellationToken);
        _store = _mark.Check(found, time.GetUtcNow());
        if (_store.Epoch != found.Epoch)
        {
            await store.RaiseEpochAsync(_store.Epoch, _store.Clock);
            Log.WentBack(logger, found.Epoch, _store.Epoch);
        }

        _mark.Write(_store);
        _clockRaised = time.GetTimestamp() - time.TimestampFrequency;
        _running = WriterThread.RunAsync("log writer", RunAsync);
    }

    /// <summary>Writes what is queued, then ends; takes nothing in any more.</summary>
    /// <param name="cancellationToken">Ends the wait for a store that cannot be reached.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Close();
        await using (cancellationToken.Register(static state => ((CancellationTokenSource)state!).Cancel(), _giveUp))
        {
            await _running;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await StopAsync(new CancellationToken(canceled: true));
        _giveUp.Dispose();
    }

    public void Append(Append append)
    {
        Check(append);
        AppendOutcome? refused = append.Chain.IsBrokenAt(append.Expected) ? AppendOutcome.Lost : _queue.Add(append);
        if (refused is { } outcome)
        {
            End(append, outcome);
        }
    }

    public Task<AppendOutcome> Keep(LatestValue value) => _queue.Add(value);

    public void Forget(ConsequenceRow consequence) => _queue.Add(consequence);

    private static void Check(Append append)
    {
        for (int i = 0; i < append.Facts.Length; i++)
        {
            FactRow fact = append.Facts[i];
            if (fact.Seq != append.Expected + 1 + i || fact.Stream != append.Stream)
            {
                throw new ArgumentException("Facts must be numbered from the expected head on.", nameof(append));
            }
        }

        if (append.Facts.Length == 0 || append.Opening is not null != (append.Expected == 0))
        {
            throw new ArgumentException("There must be facts, and an opening with the first.", nameof(append));
        }
    }

    private static void End(Append append, AppendOutcome outcome)
    {
        if (outcome != AppendOutcome.Durable)
        {
            append.Chain.BreakAt(append.Expected);
        }

        append.Outcome.TrySetResult(outcome);
    }

    private static void Fail(PendingBatch batch, AppendOutcome outcome)
    {
        // All chains first: whoever hears of the first must not get another one in between.
        batch.Rows.Appends.ForEach(append => append.Chain.BreakAt(append.Expected));
        batch.Rows.Appends.ForEach(append => End(append, outcome));
        batch.Values.ForEach(value => value.Outcome.TrySetResult(outcome));
    }

    private async Task RunAsync()
    {
        try
        {
            while (await _queue.WaitAsync())
            {
                await WriteAsync(Take());
            }
        }
        catch (Exception exception)
        {
            Log.Ended(logger, exception);
            _queue.Close();
            while (await _queue.WaitAsync())
            {
                Fail(Take(), AppendOutcome.Unavailable);
            }
        }
    }

    private async Task WriteAsync(PendingBatch batch)
    {
        if (batch.IsEmpty)
        {
            return;
        }

        if (_backoff > TimeSpan.Zero && time.GetElapsedTime(_unavailableSince) < _backoff)
        {
            Fail(batch, AppendOutcome.Unavailable);
            return;
        }

        RaiseClock(batch.Rows);
        await CommitAsync(batch);
    }

    private PendingBatch Take()
    {
        PendingBatch batch = new(_store.Epoch);
        _queue.Take(batch, _broken);
        _broken.ForEach(append => End(append, AppendOutcome.Lost));
        _broken.Clear();
        return batch;
    }

    private void RaiseClock(LogBatch batch)
    {
        if (batch.Appends.Count > 0 && time.GetElapsedTime(_clockRaised) >= options.ClockInterval)
        {
            batch.Clock = Math.Max(_store.Clock + 1, time.GetUtcNow().ToUnixTimeMilliseconds());
        }
    }

    private async Task CommitAsync(PendingBatch batch)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                LogBatchResult result = await store.CommitAsync(batch.Rows);
                Committed(batch, result);
                return;
            }
            catch (StoreException exception) when (exception.Failure == StoreFailure.Retry)
            {
                Log.Retried(logger, attempt, exception.Message);
                if (attempt == options.AttemptsMax)
                {
                    Fail(batch, AppendOutcome.Unavailable);
                    return;
                }
            }
            catch (StoreException exception) when (exception.Failure is StoreFailure.Unavailable)
            {
                BackOff(exception);
                Fail(batch, AppendOutcome.Unavailable);
                return;
            }
            catch (StoreException exception) when (exception.Failure == StoreFailure.StorageFull)
            {
                Log.StorageFull(logger, exception.Message);
                Fail(batch, AppendOutcome.StorageFull);
                return;
            }
            catch (StoreException exception) when (exception.Failure == StoreFailure.Unknown)
            {
                Log.OutcomeUnknown(logger, exception.Message);
                await SettleAsync(batch);
                return;
            }
            catch (Exception exception)
            {
                await PartAsync(batch, exception);
                return;
            }
        }
    }

    private void Committed(PendingBatch batch, LogBatchResult result)
    {
        _backoff = TimeSpan.Zero;
        List<Append> durable = batch.Rows.Appends;
        if (result.LostStreams.Count > 0)
        {
            HashSet<Protocol.StreamId> lostStreams = [.. result.LostStreams];
            List<Append> lost = durable.FindAll(append => lostStreams.Contains(append.Stream));
            durable = durable.FindAll(append => !lostStreams.Contains(append.Stream));
            lost.ForEach(append => append.Chain.BreakAt(append.Expected));
            lost.ForEach(append => End(append, AppendOutcome.Lost));
        }

        Tell(durable);
        batch.Values.ForEach(value => value.Outcome.TrySetResult(AppendOutcome.Durable));
        if (batch.Rows.Clock > 0)
        {
            Remember(batch.Rows.Clock);
        }
    }

    private void Tell(List<Append> durable)
    {
        if (durable.Count == 0)
        {
            return;
        }

        try
        {
            fanOut.Committed(durable);
        }
        catch (Exception exception)
        {
            Log.FanOutFailed(logger, exception);
        }

        durable.ForEach(append => End(append, AppendOutcome.Durable));
    }

    private void Remember(long clock)
    {
        _clockRaised = time.GetTimestamp();
        _store = _store with { Clock = clock };
        try
        {
            _mark.Write(_store);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.NotRemembered(logger, options.HighWaterMarkPath, exception);
        }
    }

    /// <summary>Runs a batch that the store does not accept in halves, until the guilty stream stands alone.</summary>
    private async Task PartAsync(PendingBatch batch, Exception exception)
    {
        if (batch.Halve() is var (first, second))
        {
            await CommitAsync(first);
            await CommitAsync(second);
            return;
        }

        Log.Rejected(logger, batch.Rows.Appends.FirstOrDefault()?.Stream.ToString() ?? "a latest value", exception);
        Fail(batch, AppendOutcome.Lost);
    }

    /// <summary>
    /// Learns from the store whether a batch was written. Until the store answers nothing else is written, and what
    /// arrives is refused.
    /// </summary>
    private async Task SettleAsync(PendingBatch batch)
    {
        bool isKnown = false;
        while (!isKnown)
        {
            try
            {
                await ReadBackAsync(batch.Rows.Appends);
                isKnown = true;
            }
            catch (StoreException exception)
            {
                BackOff(exception);
                Fail(Take(), AppendOutcome.Unavailable);
                if (_giveUp.IsCancellationRequested)
                {
                    Fail(batch, AppendOutcome.Unknown);
                    return;
                }

                await Task.WhenAny(Task.Delay(_backoff, time, _giveUp.Token));
            }
        }

        PendingBatch rest = batch.WithoutAppends();
        if (!rest.IsEmpty)
        {
            await CommitAsync(rest);
        }
    }

    private async Task ReadBackAsync(List<Append> appends)
    {
        List<IGrouping<Protocol.StreamId, Append>> streams = [.. appends.GroupBy(append => append.Stream)];
        long[] heads = await store.ReadHeadsAsync([.. streams.Select(stream => stream.Key)]);
        HashSet<Append> durable = [];
        List<Append> lost = [];
        for (int i = 0; i < heads.Length; i++)
        {
            FactRow wanted = streams[i].First().Facts[0];
            bool isWritten = heads[i] >= wanted.Seq && await IsWrittenAsync(wanted);
            if (isWritten)
            {
                durable.UnionWith(streams[i]);
            }
            else
            {
                lost.AddRange(streams[i]);
            }
        }

        lost.ForEach(append => append.Chain.BreakAt(append.Expected));
        lost.ForEach(append => End(append, AppendOutcome.Lost));
        Tell([.. appends.Where(durable.Contains)]);
    }

    // Two activations may have written the same number: what was sealed under a random nonce is never sealed twice.
    private async Task<bool> IsWrittenAsync(FactRow wanted)
    {
        List<FactRow> found = await store.ReadFactsAsync(wanted.Stream, wanted.Seq - 1, backwards: false, limit: 1);
        return found is [var fact] && fact.Seq == wanted.Seq && fact.Sealed.AsSpan().SequenceEqual(wanted.Sealed);
    }

    private void BackOff(StoreException exception)
    {
        _backoff = _backoff == TimeSpan.Zero ? options.BackoffMin : _backoff * 2;
        _backoff = _backoff > options.BackoffMax ? options.BackoffMax : _backoff;
        _unavailableSince = time.GetTimestamp();
        Log.Unavailable(logger, _backoff, exception);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Critical, Message =
            "The store has lost history since it was last seen: epoch {OldEpoch} ends, epoch {NewEpoch} begins")]
        public static partial void WentBack(ILogger logger, uint oldEpoch, uint newEpoch);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Commit attempt {Attempt} is to be run again: {Reason}")]
        public static partial void Retried(ILogger logger, int attempt, string reason);

        [LoggerMessage(Level = LogLevel.Error, Message = "The store cannot be reached, next try in {Backoff}")]
        public static partial void Unavailable(ILogger logger, TimeSpan backoff, Exception exception);

        [LoggerMessage(Level = LogLevel.Critical, Message = "The store is full: {Reason}")]
        public static partial void StorageFull(ILogger logger, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "A commit ended unknown, reading back: {Reason}")]
        public static partial void OutcomeUnknown(ILogger logger, string reason);

        [LoggerMessage(Level = LogLevel.Error, Message = "The store does not accept what was written to {Stream}")]
        public static partial void Rejected(ILogger logger, string stream, Exception exception);

        [LoggerMessage(Level = LogLevel.Critical, Message = "The log's writer ended: nothing is written any more")]
        public static partial void Ended(ILogger logger, Exception exception);

        [LoggerMessage(Level = LogLevel.Error, Message = "Fan-out failed after a commit")]
        public static partial void FanOutFailed(ILogger logger, Exception exception);

        [LoggerMessage(Level = LogLevel.Error, Message = "The high-water mark {Path} could not be written")]
        public static partial void NotRemembered(ILogger logger, string path, Exception exception);
    }
}

using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>What waits for a commit: filled by grains from any thread, emptied by the writer.</summary>
internal sealed class LogQueue(LogWriterOptions options)
{
    private const int RowBytes = 100;

    private readonly Lock _lock = new();
    private readonly Queue<Append> _appends = new();
    private readonly Dictionary<(Type, StreamId, PersonId), PendingValue> _values = [];
    private readonly List<ConsequenceRow> _forgotten = [];
    private readonly Dictionary<StreamId, Append> _tails = [];
    private long _bytes;
    private bool _isClosed;
    private TaskCompletionSource? _arrival;

    /// <summary>Takes the append in, or says why not.</summary>
    public AppendOutcome? Add(Append append)
    {
        long bytes = BytesOf(append);
        TaskCompletionSource? arrival;
        lock (_lock)
        {
            if (_isClosed)
            {
                return AppendOutcome.Unavailable;
            }

            if (_appends.Count >= options.QueueAppendsMax || _bytes + bytes > options.QueueBytesMax)
            {
                return AppendOutcome.Overloaded;
            }

            _appends.Enqueue(append);
            _bytes += bytes;
            arrival = TakeArrival();
        }

        arrival?.SetResult();
        return null;
    }

    public Task<AppendOutcome> Add(LatestValue value)
    {
        PendingValue? pending;
        TaskCompletionSource? arrival;
        lock (_lock)
        {
            if (_isClosed)
            {
                return Task.FromResult(AppendOutcome.Unavailable);
            }

            if (_values.TryGetValue(KeyOf(value), out pending))
            {
                pending.Replace(value);
                return pending.Outcome.Task;
            }

            if (_values.Count >= options.QueueMarksMax)
            {
                return Task.FromResult(AppendOutcome.Overloaded);
            }

            _values.Add(KeyOf(value), pending = new PendingValue(value));
            arrival = TakeArrival();
        }

        arrival?.SetResult();
        return pending.Outcome.Task;
    }

    public void Add(ConsequenceRow consequence)
    {
        TaskCompletionSource? arrival;
        lock (_lock)
        {
            // Dropping it is harmless: the sweep carries it out again, and the target knows it has been.
            if (_isClosed || _forgotten.Count >= options.QueueMarksMax)
            {
                return;
            }

            _forgotten.Add(consequence);
            arrival = TakeArrival();
        }

        arrival?.SetResult();
    }

    /// <summary>Waits until there is something to write. False: there never will be.</summary>
    public async ValueTask<bool> WaitAsync()
    {
        while (true)
        {
            Task arrival;
            lock (_lock)
            {
                if (_appends.Count + _values.Count + _forgotten.Count > 0)
                {
                    return true;
                }

                if (_isClosed)
                {
                    return false;
                }

                _arrival = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                arrival = _arrival.Task;
            }

            await arrival;
        }
    }

    /// <summary>
    /// Moves what is there to a batch, within its limits. A stream's appends in a batch are of one chain without a
    /// break: what does not continue begins the next batch, where its claim decides.
    /// </summary>
    /// <param name="batch">Takes what is to be written.</param>
    /// <param name="lost">Takes appends whose chain broke while they waited.</param>
    public void Take(PendingBatch batch, List<Append> lost)
    {
        lock (_lock)
        {
            TakeAppends(batch.Rows.Appends, lost);
            foreach ((_, PendingValue value) in _values)
            {
                batch.Add(value);
                if (batch.Values.Count == options.BatchAppendsMax)
                {
                    break;
                }
            }

            foreach (PendingValue value in batch.Values)
            {
                _values.Remove(KeyOf(value.Value));
            }

            int forgotten = Math.Min(_forgotten.Count, options.BatchAppendsMax);
            batch.Rows.Forgotten.AddRange(_forgotten.GetRange(0, forgotten));
            _forgotten.RemoveRange(0, forgotten);
        }
    }

    /// <summary>Takes nothing in any more. What is there can still be taken.</summary>
    public void Close()
    {
        TaskCompletionSource? arrival;
        lock (_lock)
        {
            _isClosed = true;
            arrival = TakeArrival();
        }

        arrival?.SetResult();
    }

    private static (Type, StreamId, PersonId) KeyOf(LatestValue value) =>
        (value.GetType(), value.Stream, value.Person);

    private static long BytesOf(Append append)
    {
        long bytes = 0;
        foreach (FactRow fact in append.Facts)
        {
            bytes += fact.Sealed.Length + RowBytes;
        }

        bytes += append.Rows.Length * RowBytes;
        foreach (Envelope envelope in append.Envelopes)
        {
            bytes += envelope.Frame.Length;
        }

        return bytes;
    }

    private void TakeAppends(List<Append> appends, List<Append> lost)
    {
        _tails.Clear();
        long bytes = 0;
        while (_appends.TryPeek(out Append? append))
        {
            if (append.Chain.IsBrokenAt(append.Expected))
            {
                lost.Add(append);
            }
            else if (appends.Count < options.BatchAppendsMax && bytes < options.BatchBytesMax && Continues(append))
            {
                appends.Add(append);
                _tails[append.Stream] = append;
                bytes += BytesOf(append);
            }
            else
            {
                return;
            }

            _appends.Dequeue();
            _bytes -= BytesOf(append);
        }
    }

    private bool Continues(Append append) =>
        !_tails.TryGetValue(append.Stream, out Append? tail)
        || (ReferenceEquals(tail.Chain, append.Chain) && tail.Facts[^1].Seq == append.Expected);

    private TaskCompletionSource? TakeArrival()
    {
        TaskCompletionSource? arrival = _arrival;
        _arrival = null;
        return arrival;
    }
}

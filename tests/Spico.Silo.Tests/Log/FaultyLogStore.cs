using System.Collections.Concurrent;
using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Tests.Log;

/// <summary>A store in memory that keeps the contract and fails as it is told.</summary>
internal sealed class FaultyLogStore : ILogStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<StreamId, List<FactRow>> _streams = [];
    private readonly ConcurrentQueue<StoreFault> _faults = new();

    public StoreIdentity Identity { get; set; } = new(Guid.CreateVersion7(), 1, 0);

    /// <summary>Appends are unacceptable when this says so, as a violated constraint would make them.</summary>
    public Func<Append, bool> IsUnacceptable { get; set; } = _ => false;

    /// <summary>Runs inside each commit, before anything is written.</summary>
    public Action Committing { get; set; } = () => { };

    public List<MarkRow> Marks { get; } = [];

    public List<ConsequenceRow> Forgotten { get; } = [];

    public int Commits { get; private set; }

    /// <summary>What goes wrong with the next commits, one after another.</summary>
    public void Plan(params IEnumerable<StoreFault> faults)
    {
        foreach (StoreFault fault in faults)
        {
            _faults.Enqueue(fault);
        }
    }

    /// <summary>How often reads fail from now on.</summary>
    public int UnreachableReads { get; set; }

    public List<FactRow> Facts(StreamId stream)
    {
        lock (_lock)
        {
            return [.. _streams.GetValueOrDefault(stream) ?? []];
        }
    }

    /// <summary>Another activation, somewhere else, writes.</summary>
    public void WriteElsewhere(Append append)
    {
        lock (_lock)
        {
            Write(append);
        }
    }

    public Task<StoreIdentity> OpenAsync(CancellationToken cancellationToken) => Task.FromResult(Identity);

    public Task<byte[]> ClaimKeyAsync(byte[] check) => Task.FromResult(check);

    public Task RaiseEpochAsync(uint epoch, long clock)
    {
        Identity = Identity with { Epoch = epoch, Clock = clock };
        return Task.CompletedTask;
    }

    public ValueTask<LogBatchResult> CommitAsync(LogBatch batch)
    {
        StoreFault fault = _faults.TryDequeue(out StoreFault planned) ? planned : StoreFault.None;
        Commits++;
        Committing();
        if (fault is StoreFault.UnavailableBefore or StoreFault.Retry or StoreFault.Full or StoreFault.UnknownBefore)
        {
            throw Failure(fault);
        }

        if (batch.Appends.Any(IsUnacceptable))
        {
            throw new StoreException(StoreFailure.Rejected, "Unacceptable.");
        }

        LogBatchResult result = Write(batch);
        return fault == StoreFault.UnknownAfter ? throw Failure(fault) : new(result);
    }

    public ValueTask<long[]> ReadHeadsAsync(IReadOnlyList<StreamId> streams)
    {
        if (UnreachableReads > 0)
        {
            UnreachableReads--;
            throw new StoreException(StoreFailure.Unavailable, "Down.");
        }

        return new([.. streams.Select(stream => (long)Facts(stream).Count)]);
    }

    public ValueTask<List<T>> ReadFactsAsync<T>(
        StreamId stream, long from, bool backwards, int limit, Func<FactRow, T> take) =>
        new([.. Facts(stream).Where(fact => fact.Seq > from).Take(limit).Select(take)]);

    public ValueTask<StreamRow?> ReadStreamAsync(StreamId stream) => throw new NotSupportedException();

    public ValueTask<FactRow?> FindRequestAsync(StreamId stream, PersonId author, RequestId request) =>
        throw new NotSupportedException();

    public ValueTask<long> CountMessagesAsync(StreamId stream, long after, MessageCount count) =>
        throw new NotSupportedException();

    public ValueTask<List<MembershipRow>> ReadMembershipsAsync(StreamId stream) => throw new NotSupportedException();

    public ValueTask<MarkRow?> ReadMarkAsync(StreamId stream, PersonId person) => throw new NotSupportedException();

    public ValueTask<List<InboxRow>> ReadInboxAsync(
        PersonId person, InboxCursor? after, int limit, InboxFilter filter = default) =>
        throw new NotSupportedException();

    public ValueTask<List<InboxRow>> ReadInboxAsync(PersonId person, IReadOnlyList<StreamId> conversations) =>
        throw new NotSupportedException();

    public ValueTask<PersonId[][]> ReadMembersAsync(IReadOnlyList<StreamId> conversations) =>
        throw new NotSupportedException();

    public ValueTask<List<T>> ReadRowsAsync<T>(RowSql sql, Func<RowReader, T> row, params object?[] values) =>
        throw new NotSupportedException();

    public ValueTask<List<ConsequenceRow>> ReadConsequencesAsync(long dueBy, int limit) =>
        throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static StoreException Failure(StoreFault fault) => new(
        fault switch
        {
            StoreFault.Retry => StoreFailure.Retry,
            StoreFault.Full => StoreFailure.StorageFull,
            StoreFault.UnavailableBefore => StoreFailure.Unavailable,
            _ => StoreFailure.Unknown,
        },
        $"As planned: {fault}.");

    private LogBatchResult Write(LogBatch batch)
    {
        lock (_lock)
        {
            List<StreamId> lost = [];
            foreach (IGrouping<StreamId, Append> stream in batch.Appends.GroupBy(append => append.Stream))
            {
                long head = _streams.TryGetValue(stream.Key, out List<FactRow>? facts) ? facts.Count : 0;
                bool isKnown = stream.SelectMany(append => append.Facts).Any(fact => fact.Request is { } request
                    && facts?.Exists(old => old.Request == request && old.Author == fact.Author) == true);
                if (head != stream.First().Expected || isKnown)
                {
                    lost.Add(stream.Key);
                    continue;
                }

                foreach (Append append in stream)
                {
                    Write(append);
                }
            }

            Marks.AddRange(batch.Marks);
            Forgotten.AddRange(batch.Forgotten);
            Identity = Identity with { Clock = Math.Max(Identity.Clock, batch.Clock) };
            return new LogBatchResult(lost);
        }
    }

    private void Write(Append append)
    {
        if (!_streams.TryGetValue(append.Stream, out List<FactRow>? facts))
        {
            _streams.Add(append.Stream, facts = []);
        }

        foreach (FactRow fact in append.Facts)
        {
            Assert.Equal(facts.Count + 1, fact.Seq);
            facts.Add(fact);
        }
    }
}

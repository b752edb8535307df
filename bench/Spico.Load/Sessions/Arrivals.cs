using System.Collections.Concurrent;
using System.Diagnostics;
using HdrHistogram;
using Spico.Protocol;
using Spico.Protocol.V1;
using ErrorCode = Spico.Protocol.V1.ErrorCode; // Orleans has one too.

namespace Spico.Load.Sessions;

/// <summary>
/// When messages were sent, accepted and received. A receiver may see a message before its sender has the ack: such
/// arrivals wait for it.
/// </summary>
internal sealed class Arrivals
{
    private const long HighestMicroseconds = 600_000_000;

    private readonly ConcurrentDictionary<(Guid Stream, long Seq), Sent> _sent = new();
    private readonly ConcurrentDictionary<ErrorCode, int> _refusals = new();
    private readonly LongConcurrentHistogram _acks = new(1, HighestMicroseconds, 3);
    private readonly LongConcurrentHistogram _deliveries = new(1, HighestMicroseconds, 3);
    private long _accepted;
    private long _delivered;

    public long Accepted => Interlocked.Read(ref _accepted);

    public long Delivered => Interlocked.Read(ref _delivered);

    /// <summary>What was refused, by code.</summary>
    public IReadOnlyDictionary<ErrorCode, int> Refusals => _refusals;

    /// <summary>Sending to acknowledgement.</summary>
    public HistogramBase Acks => _acks;

    /// <summary>Sending to each delivery.</summary>
    public HistogramBase Deliveries => _deliveries;

    public void OnAccepted(StreamId stream, long seq, long begun)
    {
        Interlocked.Increment(ref _accepted);
        Record(_acks, begun, Stopwatch.GetTimestamp());
        Sent sent = _sent.GetOrAdd((stream.Value, seq), static _ => new Sent());
        foreach (long arrived in sent.Begin(begun))
        {
            Record(_deliveries, begun, arrived);
        }
    }

    /// <summary>Forgets the times measured so far, not the counts.</summary>
    public void ForgetTimes()
    {
        _acks.Reset();
        _deliveries.Reset();
    }

    public void OnRefused(Error error) => _refusals.AddOrUpdate(error.Code, 1, static (_, count) => count + 1);

    public void OnArrived(StreamId stream, long seq, bool isMessage)
    {
        if (!isMessage)
        {
            return;
        }

        Interlocked.Increment(ref _delivered);
        long arrived = Stopwatch.GetTimestamp();
        Sent sent = _sent.GetOrAdd((stream.Value, seq), static _ => new Sent());
        if (sent.Arrive(arrived) is { } begun)
        {
            Record(_deliveries, begun, arrived);
        }
    }

    private static void Record(HistogramBase histogram, long begun, long ended)
    {
        double microseconds = Stopwatch.GetElapsedTime(begun, ended).TotalMicroseconds;
        histogram.RecordValue((long)Math.Clamp(microseconds, 1, HighestMicroseconds));
    }

    private sealed class Sent
    {
        private List<long>? _early;
        private long _begun;

        public IReadOnlyList<long> Begin(long begun)
        {
            lock (this)
            {
                _begun = begun;
                List<long>? early = _early;
                _early = null;
                return early ?? [];
            }
        }

        public long? Arrive(long arrived)
        {
            lock (this)
            {
                if (_begun != 0)
                {
                    return _begun;
                }

                (_early ??= []).Add(arrived);
                return null;
            }
        }
    }
}

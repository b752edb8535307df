using System.Diagnostics.CodeAnalysis;
using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>
/// The requests of a stream that were carried out lately. Most repetitions are answered from here; the store is asked
/// only for an id that may be older than what is kept.
/// </summary>
internal sealed class RecentRequests(int countMax, TimeSpan ageMax)
{
    // An id that claims to come from far in the future says nothing about its age.
    private const long SkewMax = 60_000;

    private readonly Dictionary<Key, Entry> _entries = [];
    private readonly Queue<Key> _order = new();
    private readonly long _ageMax = (long)ageMax.TotalMilliseconds;
    private long _floor = long.MinValue;
    private long _knownUpTo;

    /// <summary>
    /// The requests up to here were not read. Changes nothing when they are remembered from an earlier reading.
    /// </summary>
    public void ForgetBefore(in StreamHead head)
    {
        if (head.Seq > _knownUpTo)
        {
            _floor = Math.Max(_floor, head.At);
        }
    }

    /// <summary>Keeps the outcome of a request; a request kept already changes nothing.</summary>
    public void Add(PersonId author, RequestId request, Guid hash, in RequestOutcome outcome)
    {
        var key = new Key(author, request);
        if (!_entries.TryAdd(key, new Entry(hash, outcome)))
        {
            return;
        }

        _knownUpTo = Math.Max(_knownUpTo, outcome.LastSeq);
        _order.Enqueue(key);
        while (_order.TryPeek(out Key oldest))
        {
            long at = _entries[oldest].Outcome.At;
            if (_order.Count <= countMax && at >= outcome.At - _ageMax)
            {
                break;
            }

            _order.Dequeue();
            _entries.Remove(oldest);
            _floor = Math.Max(_floor, at);
        }
    }

    /// <summary>Finds a request.</summary>
    public bool TryFind(PersonId author, RequestId request, [MaybeNullWhen(false)] out Entry entry) =>
        _entries.TryGetValue(new Key(author, request), out entry);

    /// <summary>
    /// Whether a request that is not kept here was never carried out. A UUIDv7 tells when its client made it, and a
    /// request is carried out after that; a client whose clock is wrong is caught by the store, which never writes
    /// an id twice.
    /// </summary>
    /// <param name="request">The id.</param>
    /// <param name="now">Milliseconds since 1970-01-01T00:00:00Z.</param>
    public bool WouldKnow(RequestId request, long now) =>
        _floor == long.MinValue
        || (request.Value.Version == 7 && MadeAt(request) is var madeAt && madeAt > _floor && madeAt <= now + SkewMax);

    private static long MadeAt(RequestId request)
    {
        Span<byte> bytes = stackalloc byte[16];
        request.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        long milliseconds = 0;
        for (int i = 0; i < 6; i++)
        {
            milliseconds = (milliseconds << 8) | bytes[i];
        }

        return milliseconds;
    }

    /// <summary>A request that was carried out.</summary>
    internal sealed record Entry(Guid Hash, RequestOutcome Outcome);

    private readonly record struct Key(PersonId Author, RequestId Request);
}

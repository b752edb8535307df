using Spico.Protocol;

namespace Spico.Silo.Traces.Verification;

/// <summary>
/// The traces of one stream, looked at one after the other: whether each carries the hash of the one before it, and is
/// what checkpoints attest. Whatever is edited, removed, swapped or cut off up to the last checkpoint is found; after
/// it, whatever another trace follows.
/// </summary>
internal sealed class TraceChain(
    StreamId stream, IReadOnlyCollection<TraceHead> attested, uint epoch, ICollection<TraceFinding> findings)
{
    private readonly ILookup<long, TraceHead> _attested = attested.ToLookup(head => head.Seq);
    private long _seq;
    private byte[]? _last = [];

    /// <summary>The next trace, in the order of the numbers stored.</summary>
    public void Take(StoredTrace trace)
    {
        Follow(trace.Seq);
        if (_last is not null && !trace.Body.Previous.Span.SequenceEqual(_last))
        {
            Find(trace.Seq, TraceFault.Broken);
        }

        _last = trace.HashIn(stream);
        if (_attested[trace.Seq].Any(head => !head.Hash.AsSpan().SequenceEqual(_last)))
        {
            Find(trace.Seq, TraceFault.Differs);
        }
    }

    /// <summary>A trace of this number is there, and does not open.</summary>
    public void TakeUnreadable(long seq)
    {
        Follow(seq);
        Find(seq, TraceFault.Unreadable);
        _last = null;
    }

    /// <summary>There are no more.</summary>
    /// <param name="head">The number of the last one, as the stream says.</param>
    public void End(long head)
    {
        if (head != _seq)
        {
            Find(_seq + 1, TraceFault.Missing);
        }

        foreach (TraceHead cut in attested.Where(each => each.Seq > _seq))
        {
            Find(cut.Seq, cut.Epoch < epoch ? TraceFault.CutByRestore : TraceFault.Cut);
        }
    }

    private void Follow(long seq)
    {
        if (seq != _seq + 1)
        {
            Find(_seq + 1, TraceFault.Missing);
        }

        _seq = seq;
    }

    private void Find(long seq, TraceFault fault) => findings.Add(new TraceFinding(stream.ToString(), seq, fault));
}

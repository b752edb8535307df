using Spico.Protocol;

namespace Spico.Silo.Traces.Verification;

/// <summary>
/// The traces of one stream, looked at one after the other: whether each carries the hash of the one before it, and is
/// what checkpoints attest. Whatever is edited, removed, swapped or cut off up to the last checkpoint is found; after
/// it, whatever another trace follows. What differs from an epoch before was lost with a restore, if an attested trace
/// of an epoch after follows from what is there: whoever changes the past has no such attestation.
/// </summary>
internal sealed class TraceChain(
    StreamId stream, IReadOnlyCollection<TraceHead> attested, uint epoch, ICollection<TraceFinding> findings)
{
    private readonly ILookup<long, TraceHead> _attested = attested.ToLookup(head => head.Seq);
    private readonly List<TraceHead> _doubtful = [];
    private long _seq;
    private byte[]? _last = [];

    /// <summary>The next trace, in the order of the numbers stored.</summary>
    public void Take(StoredTrace trace)
    {
        Follow(trace.Seq);
        if (_last is not null && !trace.Body.Previous.Span.SequenceEqual(_last))
        {
            Find(trace.Seq, TraceFault.Broken);
            Settle(0);
        }

        _last = trace.HashIn(stream);
        foreach (TraceHead head in _attested[trace.Seq].OrderBy(head => head.Epoch))
        {
            if (!head.Hash.AsSpan().SequenceEqual(_last))
            {
                _doubtful.Add(head);
            }
            else
            {
                Settle(head.Epoch);
            }
        }
    }

    /// <summary>A trace of this number is there, and does not open.</summary>
    public void TakeUnreadable(long seq)
    {
        Follow(seq);
        Find(seq, TraceFault.Unreadable);
        Settle(0);
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

        Settle(0);
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
            Settle(0);
        }

        _seq = seq;
    }

    // What is attested in an epoch answers for all that it follows from, against the epochs before it; 0: nothing does.
    private void Settle(uint answering)
    {
        foreach (TraceHead head in _doubtful
            .Where(head => answering == 0 || head.Epoch < answering).DistinctBy(head => head.Seq))
        {
            Find(head.Seq, answering == 0 ? TraceFault.Differs : TraceFault.CutByRestore);
        }

        _doubtful.RemoveAll(head => answering == 0 || head.Epoch < answering);
    }

    private void Find(long seq, TraceFault fault) => findings.Add(new TraceFinding(stream.ToString(), seq, fault));
}

using System.Collections.Concurrent;
using Spico.Protocol;

namespace Spico.Silo.Traces;

/// <summary>
/// The last traces that this silo has seen become durable, until a checkpoint has them: bounded by the streams written
/// to between two.
/// </summary>
internal sealed class TraceHeads
{
    private readonly ConcurrentDictionary<StreamId, TraceHead> _heads = [];

    /// <summary>A trace is durable.</summary>
    public void Note(StreamId stream, TraceHead head) => _heads.AddOrUpdate(
        stream,
        static (_, head) => head,
        static (_, known, head) => (head.Epoch, head.Seq).CompareTo((known.Epoch, known.Seq)) > 0 ? head : known,
        head);

    /// <summary>Takes what is there.</summary>
    public List<KeyValuePair<StreamId, TraceHead>> Take()
    {
        List<KeyValuePair<StreamId, TraceHead>> taken = [.. _heads];
        taken.ForEach(head => _heads.TryRemove(head));
        return taken;
    }
}

using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Traces;

/// <summary>A trace to be kept: it takes the hash of the one before it as it is numbered.</summary>
internal sealed class KeepTraceCommand(
    StreamId stream, AccessTrace trace, PersonId author, RequestId request, long now, TraceOpening? opening)
    : IStreamCommand<TraceState>
{
    private static readonly Reply Kept = new();
    private AccessTraced? _decided;

    public PersonId Author => author;

    public RequestId Request => request;

    // The id says it all: what is kept once is the same trace, whatever became of the circle meanwhile.
    public Guid Hash => request.Value;

    public bool NeedsPreparation => false;

    /// <summary>Where it is kept, once it is; null when it was before.</summary>
    public TraceHead? Head { get; private set; }

    public ValueTask<Error?> PrepareAsync() => ValueTask.FromResult<Error?>(null);

    public Decision Decide(TraceState fold)
    {
        _decided = new AccessTraced { Trace = trace, Previous = ByteString.CopyFrom(fold.Last) };
        return Decision.Write(
            new FactDraft(new Fact { AccessTraced = _decided }),
            [
                .. TraceRows.Of(stream, fold.Head.Seq + 1, Math.Max(now, fold.Head.At), trace),
                .. opening is null ? [] : new[] { opening.RowOf(author, fold.Head.Seq + 1, trace) },
            ]);
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch)
    {
        if (_decided is not null)
        {
            Head = new TraceHead(
                epoch, outcome.Seq, TraceHash.Of(stream, outcome.Seq, author, outcome.At, _decided));
        }

        return Kept;
    }
}

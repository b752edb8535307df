using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>
/// What follows elsewhere from a fact: stored in the fact's transaction, carried out as an ordinary command whose
/// request id derives from it, deleted when answered, swept after a crash.
/// </summary>
/// <param name="Stream">The stream of the fact.</param>
/// <param name="Seq">The fact.</param>
/// <param name="Target">The stream that is to take note.</param>
/// <param name="Kind">What it is to do.</param>
/// <param name="Person">The person concerned.</param>
internal sealed record ConsequenceRow(
    StreamId Stream, long Seq, StreamId Target, ConsequenceKind Kind, PersonId Person);

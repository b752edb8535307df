using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Messages;

/// <summary>A message as the store had it at a head.</summary>
/// <param name="AsOf">The head.</param>
/// <param name="Posted">The message as it was posted, without its body.</param>
/// <param name="Changes">Its edits and its retraction, oldest first, without their bodies.</param>
/// <param name="Reaction">What the person for whom it was fetched reacted.</param>
internal sealed record MessageRecord(
    long AsOf, FactRow Posted, IReadOnlyList<FactRow> Changes, Reaction Reaction)
{
    public long Seq => Posted.Seq;

    /// <summary>Whether it was taken back: nothing happens to it any more.</summary>
    public bool IsRetracted =>
        Changes.Count > 0 && Changes[^1].Kind == (int)Fact.BodyOneofCase.MessageRetracted;

    /// <summary>How many versions there are, while it is not retracted.</summary>
    public int Versions => 1 + Changes.Count;
}

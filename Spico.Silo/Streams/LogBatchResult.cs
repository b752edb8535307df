using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>What a commit did not write; everything else of the batch is durable.</summary>
/// <param name="LostStreams">Streams whose claim was refused: none of their facts were written.</param>
internal sealed record LogBatchResult(IReadOnlyCollection<StreamId> LostStreams)
{
    /// <summary>Everything of the batch is durable.</summary>
    public static LogBatchResult NoneLost { get; } = new([]);
}

namespace Spico.Silo.Streams;

/// <summary>What one commit writes. A stream's appends are consecutive numbers in the order of the list.</summary>
internal sealed class LogBatch
{
    /// <summary>The epoch the writer runs in: a store of another epoch refuses everything.</summary>
    public required uint Epoch { get; init; }

    public List<Append> Appends { get; } = [];

    /// <summary>At most one a (stream, person).</summary>
    public List<MarkRow> Marks { get; } = [];

    /// <summary>Consequences to delete.</summary>
    public List<ConsequenceRow> Forgotten { get; } = [];
}

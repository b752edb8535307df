namespace Spico.Silo.Streams;

/// <summary>What one commit writes. A stream's appends are consecutive numbers in the order of the list.</summary>
internal sealed class LogBatch
{
    /// <summary>The epoch the writer runs in: a store of another epoch refuses everything.</summary>
    public required uint Epoch { get; init; }

    /// <summary>What the store's clock is raised to; 0 leaves it. Set about once a second.</summary>
    public long Clock { get; set; }

    public List<Append> Appends { get; } = [];

    /// <summary>At most one a (stream, person).</summary>
    public List<MarkRow> Marks { get; } = [];

    /// <summary>At most one a (stream, person).</summary>
    public List<DraftsRow> Drafts { get; } = [];

    /// <summary>At most one a stream.</summary>
    public List<FollowingRows> Following { get; } = [];

    /// <summary>Consequences to delete.</summary>
    public List<ConsequenceRow> Forgotten { get; } = [];
}

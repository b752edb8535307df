namespace Spico.Silo.Streams;

/// <summary>A fold at a durable position, as grain storage keeps it. Only a cache: the facts are the truth.</summary>
[GenerateSerializer]
[Alias("spico.snapshot")]
internal sealed class SnapshotRecord
{
    /// <summary>The store's epoch.</summary>
    [Id(0)]
    public uint Epoch { get; set; }

    /// <summary>The last fact taken in.</summary>
    [Id(1)]
    public long Seq { get; set; }

    /// <summary>The fold, sealed under the stream's key.</summary>
    [Id(2)]
    public byte[] Sealed { get; set; } = [];
}

namespace Spico.Silo.Streams;

/// <summary>Durable heads.</summary>
/// <param name="Epoch">The store's epoch.</param>
/// <param name="Seqs">The heads, in the order asked.</param>
[GenerateSerializer, Immutable]
[Alias("spico.heads")]
public sealed record StreamHeads([property: Id(0)] uint Epoch, [property: Id(1)] long[] Seqs);

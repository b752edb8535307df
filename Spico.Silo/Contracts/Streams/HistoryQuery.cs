namespace Spico.Silo.Streams;

/// <summary>Which facts to read.</summary>
/// <param name="From">
/// Forwards: facts with a larger number than this. Backwards: facts with a smaller one; <see cref="long.MaxValue"/>
/// starts at the newest.
/// </param>
/// <param name="Backwards">Newest first.</param>
/// <param name="Limit">1 to 1000 facts; a page also ends at 1 MiB.</param>
/// <param name="OpenedAt">
/// Read for whoever has the stream open: the position they opened it at. What came after it is theirs by the opening.
/// </param>
[GenerateSerializer, Immutable]
[Alias("spico.history-query")]
public sealed record HistoryQuery(
    [property: Id(0)] long From,
    [property: Id(1)] bool Backwards,
    [property: Id(2)] int Limit,
    [property: Id(3)] long? OpenedAt = null);

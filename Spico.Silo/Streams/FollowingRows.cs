namespace Spico.Silo.Streams;

/// <summary>
/// Rows that follow the facts of a stream some way behind, and can be made again from them: written by the log's writer
/// beside its batches, for no person. Whoever makes them for a stream waits for the ones before.
/// </summary>
/// <param name="Changes">The rows, with nothing left to seal.</param>
internal sealed record FollowingRows(IReadOnlyList<RowChange> Changes) : LatestValue;

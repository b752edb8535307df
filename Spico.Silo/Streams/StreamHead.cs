namespace Spico.Silo.Streams;

/// <summary>How far a fold has come.</summary>
/// <param name="Seq">The last fact applied; 0: none.</param>
/// <param name="Ordinal">The number of messages among them.</param>
/// <param name="At">When the last fact was accepted, in milliseconds since 1970-01-01T00:00:00Z.</param>
internal readonly record struct StreamHead(long Seq, long Ordinal, long At);

using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>Where another stream must still be when something is written that was decided from it.</summary>
/// <param name="Stream">The other stream.</param>
/// <param name="Head">Its head as it was then.</param>
internal readonly record struct StreamAt(StreamId Stream, long Head);

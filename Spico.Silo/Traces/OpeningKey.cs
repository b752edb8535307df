using Spico.Protocol;

namespace Spico.Silo.Traces;

/// <summary>An opening, by its stream, who opened it, and its number among the traces.</summary>
internal readonly record struct OpeningKey(StreamId Stream, PersonId Person, long Seq);

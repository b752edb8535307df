using Spico.Protocol.V1;

namespace Spico.Silo.Streams;

/// <summary>An answer from a fold whose every fact is durable, or why there is none.</summary>
/// <param name="Refusal">Why there is none, or null.</param>
/// <param name="Value">The answer, when there is no refusal.</param>
internal readonly record struct Answer<T>(Error? Refusal, T? Value);

using Spico.Protocol.V1;

namespace Spico.Silo.Streams;

/// <summary>A fact that a command decided on, not yet numbered.</summary>
/// <param name="Body">A fact of which only the body is set.</param>
/// <param name="DataClass">What it is about.</param>
internal readonly record struct FactDraft(Fact Body, DataClass DataClass = DataClass.Unspecified);

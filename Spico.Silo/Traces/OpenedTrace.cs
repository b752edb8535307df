using Spico.Protocol.V1;

namespace Spico.Silo.Traces;

/// <summary>The trace of an opening among a person's lists.</summary>
/// <param name="Refusal">Why it is not there; null: nothing went wrong.</param>
/// <param name="Seq">Its number among the traces of the person's lists.</param>
/// <param name="Trace">What it tells; null when it is not there.</param>
[GenerateSerializer, Immutable]
[Alias("spico.opened-trace")]
internal sealed record OpenedTrace(
    [property: Id(0)] Error? Refusal, [property: Id(1)] long Seq, [property: Id(2)] AccessTrace? Trace);

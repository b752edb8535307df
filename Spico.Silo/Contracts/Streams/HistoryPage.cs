using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Streams;

/// <summary>A page of facts, already elided to what its reader may see.</summary>
[GenerateSerializer, Immutable]
[Alias("spico.history-page")]
public sealed class HistoryPage
{
    /// <summary>The refusal, or null.</summary>
    [Id(0)]
    public Error? Refusal { get; init; }

    /// <summary>The facts in the order asked for.</summary>
    [Id(1)]
    public Envelope[] Facts { get; init; } = [];

    /// <summary>The last durable position when the page was read.</summary>
    [Id(2)]
    public StreamPosition Head { get; init; }

    /// <summary>True when nothing the reader may read lies beyond this page in its direction.</summary>
    [Id(3)]
    public bool IsEnd { get; init; }
}

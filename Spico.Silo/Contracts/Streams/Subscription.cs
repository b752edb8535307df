using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Streams;

/// <summary>
/// The answer to <see cref="IStreamGrain.Subscribe"/>: a refusal, or the stream as of its durable head.
/// </summary>
[GenerateSerializer, Immutable]
[Alias("spico.subscription")]
public sealed class Subscription
{
    /// <summary>The refusal, or null.</summary>
    [Id(0)]
    public Error? Refusal { get; init; }

    /// <summary>The last durable position.</summary>
    [Id(1)]
    public StreamPosition Head { get; init; }

    /// <summary>What the caller may read.</summary>
    [Id(2)]
    public StreamAccess Access { get; init; } = StreamAccess.All;

    /// <summary>
    /// The data classes withheld from this session for good, as bits: whatever facts give the person.
    /// </summary>
    [Id(4)]
    public uint Withheld { get; init; }

    /// <summary>
    /// What to answer the client: head, access and state are filled in; <c>resync</c> is the gateway's to decide on
    /// a copy.
    /// </summary>
    [Id(3)]
    public OpenStreamResponse? View { get; init; }

    /// <summary>
    /// Names the opening of a stream that wants to be told when it is closed again; 0: it does not.
    /// </summary>
    [Id(5)]
    public long Opening { get; init; }
}

using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>
/// The position check (stateless, on any silo): durable heads of many streams at once. A gateway compares them with
/// what it delivered and subscribes again where it is behind, because a grain that moved has forgotten it.
/// </summary>
[Alias("spico.stream-heads")]
public interface IStreamHeadsGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// The store's epoch, and the head of each stream in the order asked; 0 for one that does not exist.
    /// </summary>
    [Alias("read"), ResponseTimeout("00:00:05")]
    ValueTask<StreamHeads> Read(StreamId[] streams);
}

using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Tasks;

/// <summary>The board of tasks (stateless, on any silo).</summary>
[Alias("spico.task-board")]
public interface IBoardGrain : IGrainWithIntegerKey
{
    /// <summary>A page of tasks across the caller's dossiers.</summary>
    [Alias("list"), ResponseTimeout("00:00:05")]
    ValueTask<Reply> List(Caller caller, ListTasksRequest request);

    /// <summary>
    /// Tells those who read the tasks of a dossier which one this fact changed, where their inbox is open. A
    /// consequence of the fact: called by silos only, as often as it takes. True when they are told.
    /// </summary>
    [Alias("tell"), ResponseTimeout("00:00:10")]
    ValueTask<bool> Tell(StreamId dossier, long seq);
}

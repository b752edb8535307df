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
}

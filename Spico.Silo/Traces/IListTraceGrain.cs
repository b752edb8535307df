using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Traces;

/// <summary>The traces of the lists across dossiers that a person had. Not part of the contract.</summary>
[Alias("spico.list-traces")]
internal interface IListTraceGrain : IGrainWithStringKey
{
    /// <summary>Keeps the trace of a list; null when it is durable.</summary>
    [Alias("keep"), ResponseTimeout("00:00:05")]
    ValueTask<Error?> Keep(Caller caller, AccessTrace trace);
}

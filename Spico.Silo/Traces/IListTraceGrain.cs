using Spico.Protocol;
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

    /// <summary>Keeps the trace of a stream that was opened through a gateway; null: the opening was refused.</summary>
    [Alias("open"), ResponseTimeout("00:00:05")]
    ValueTask<OpenedTrace> Open(Caller caller, AccessTrace trace, StreamId opened, string? gateway);

    /// <summary>Keeps the trace of a closing, once however often it is called; null when it is durable.</summary>
    [Alias("close"), ResponseTimeout("00:00:05")]
    ValueTask<Error?> Close(PersonId person, AccessTrace trace, StreamId opened);

    /// <summary>The trace of an opening.</summary>
    [Alias("find"), ResponseTimeout("00:00:05")]
    ValueTask<OpenedTrace> Find(long opening);
}

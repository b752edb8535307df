using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Traces;

/// <summary>
/// Has a list across dossiers traced before it leaves: one trace, with who asked for it, that names the dossiers shown.
/// For grains that answer such lists.
/// </summary>
internal sealed class ListTraces(IGrainFactory grains)
{
    /// <summary>The answer, once its trace is durable; a refusal when that could not be.</summary>
    public async ValueTask<Reply> KeepAsync(Caller caller, Command.BodyOneofCase command, Reply reply)
    {
        AccessTrace trace = TraceFields.Begin(caller, TraceKind.Listed);
        trace.Command = (uint)command;
        trace.Outcome = reply.Error?.Code ?? Protocol.V1.ErrorCode.Unspecified;
        trace.Dossiers.Add(TraceFields.DossiersIn(reply));
        var own = grains.GetGrain<IListTraceGrain>(StreamKey.Of(StreamId.TracesOf(caller.Person)));
        return await own.Keep(caller, trace) is { } unkept ? new Reply { Error = unkept } : reply;
    }
}

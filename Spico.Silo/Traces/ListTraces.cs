using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Traces;

/// <summary>
/// Has a list across dossiers traced before it leaves: one trace, with who asked for it, that names the dossiers shown;
/// and so a command that is about dossiers and to none of them. For grains that answer such.
/// </summary>
internal sealed class ListTraces(IGrainFactory grains)
{
    /// <summary>The answer, once its trace is durable; a refusal when that could not be.</summary>
    public ValueTask<Reply> KeepAsync(Caller caller, Command.BodyOneofCase command, Reply reply) =>
        KeepAsync(caller, TraceKind.Listed, command, reply, TraceFields.DossiersIn(reply));

    /// <summary>The same of a command about these dossiers.</summary>
    public ValueTask<Reply> KeepAsync(
        Caller caller, Command.BodyOneofCase command, Reply reply, IEnumerable<ByteString> dossiers) =>
        KeepAsync(caller, TraceKind.Command, command, reply, dossiers);

    private async ValueTask<Reply> KeepAsync(
        Caller caller,
        TraceKind kind,
        Command.BodyOneofCase command,
        Reply reply,
        IEnumerable<ByteString> dossiers)
    {
        AccessTrace trace = TraceFields.Begin(caller, kind);
        trace.Command = (uint)command;
        trace.Outcome = reply.Error?.Code ?? Protocol.V1.ErrorCode.Unspecified;
        trace.Dossiers.Add(dossiers);
        var own = grains.GetGrain<IListTraceGrain>(StreamKey.Of(StreamId.TracesOf(caller.Person)));
        return await own.Keep(caller, trace) is { } unkept ? new Reply { Error = unkept } : reply;
    }
}

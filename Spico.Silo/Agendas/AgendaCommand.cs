using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Agendas;

/// <summary>A change to an agenda that somebody asks for.</summary>
internal abstract class AgendaCommand : IStreamCommand<AgendaState>
{
    /// <summary>A command whose fields were checked.</summary>
    protected AgendaCommand(AgendaCall call, ByteString requestId, int kind, IMessage request)
    {
        Call = call;
        Request = RequestId.TryFrom(requestId, out RequestId id) ? id : default;
        Hash = RequestHash.Of(kind, request);
    }

    public PersonId Author => Call.Caller.Person;

    public RequestId Request { get; }

    public Guid Hash { get; }

    public virtual bool NeedsPreparation => false;

    /// <summary>The command as it came.</summary>
    protected AgendaCall Call { get; }

    public virtual ValueTask<Error?> PrepareAsync() => ValueTask.FromResult<Error?>(null);

    public abstract Decision Decide(AgendaState fold);

    public abstract Reply Answer(in RequestOutcome outcome, uint epoch);
}

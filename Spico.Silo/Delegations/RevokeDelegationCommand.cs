using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Inboxes;
using Spico.Silo.Streams;

namespace Spico.Silo.Delegations;

/// <summary>A delegation to end before its time.</summary>
internal sealed class RevokeDelegationCommand : IStreamCommand<InboxState>
{
    private readonly ulong _delegation;

    private RevokeDelegationCommand(PersonId owner, RequestId request, RevokeDelegationRequest asked)
    {
        Author = owner;
        Request = request;
        Hash = RequestHash.Of(Command.RevokeDelegationFieldNumber, asked);
        _delegation = asked.Delegation;
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(PersonId owner, RevokeDelegationRequest request, out RevokeDelegationCommand? command)
    {
        command = null;
        if (!RequestId.TryFrom(request.RequestId, out RequestId id))
        {
            return Refusal.Invalid("request_id", "16 bytes.");
        }

        command = new RevokeDelegationCommand(owner, id, request);
        return null;
    }

    public Decision Decide(InboxState fold) => fold.Delegations.Find((long)_delegation) is null
        ? Decision.Refuse(Refusal.WrongState("There is no such delegation."))
        : Decision.Write(
            new FactDraft(new Fact { DelegationRevoked = new DelegationRevoked { Delegation = _delegation } }),
            DelegationRows.Revoked(Author, (long)_delegation));

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new()
    {
        RevokeDelegation = new RevokeDelegationResponse
        {
            Position = new Position { Epoch = epoch, Seq = (ulong)outcome.Seq },
        },
    };
}

using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Delegations;

/// <summary>
/// A command that somebody gives for its author: decided by the author's rights, refused when the delegation is over,
/// and its facts say who acted.
/// </summary>
internal sealed class DelegatedCommand<TFold>(IStreamCommand<TFold> command, Caller caller, DelegationCheck delegations)
    : IStreamCommand<TFold>
{
    private readonly ByteString _actedBy = caller.ActedBy!.Value.ToByteString();

    public PersonId Author => command.Author;

    public RequestId Request => command.Request;

    public Guid Hash => command.Hash;

    public bool NeedsPreparation => true;

    public async ValueTask<Error?> PrepareAsync() =>
        await delegations.CheckAsync(caller)
        ?? (command.NeedsPreparation ? await command.PrepareAsync() : null);

    public Decision Decide(TFold fold)
    {
        Decision decision = command.Decide(fold);
        foreach (FactDraft fact in decision.Facts)
        {
            fact.Body.ActedBy = _actedBy;
        }

        return decision;
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => command.Answer(outcome, epoch);
}

using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Streams;

namespace Spico.Silo.Delegations;

/// <summary>
/// A command that somebody gives for its author: decided by the author's rights, refused when the delegation is over
/// or withholds what it is about, and its facts say who acted.
/// </summary>
internal sealed class DelegatedCommand<TFold>(IStreamCommand<TFold> command, Caller caller, DelegationCheck delegations)
    : IStreamCommand<TFold>
{
    private readonly ByteString _actedBy = caller.ActedBy!.Value.ToByteString();
    private uint _withheld;

    public PersonId Author => command.Author;

    public RequestId Request => command.Request;

    public Guid Hash => command.Hash;

    public bool NeedsPreparation => true;

    public async ValueTask<Error?> PrepareAsync()
    {
        (Error? refusal, _withheld) = await delegations.LookAsync(caller);
        return refusal ?? (command.NeedsPreparation ? await command.PrepareAsync() : null);
    }

    public Decision Decide(TFold fold)
    {
        Decision decision = command.Decide(fold);
        if (decision.Facts.Any(IsWithheld))
        {
            return Decision.Refuse(Refusal.NotAccessible("on_behalf_of"));
        }

        foreach (FactDraft fact in decision.Facts)
        {
            fact.Body.ActedBy = _actedBy;
        }

        return decision;
    }

    // Nobody writes, or changes, what is withheld from them, nor gives to others what they do not have.
    private bool IsWithheld(FactDraft fact) => (_withheld & (1u << (int)fact.DataClass)) != 0
        || (fact.Body.MemberAdded is { } added && (_withheld & ~WithheldClasses.Of(added.Withheld)) != 0);

    public Reply Answer(in RequestOutcome outcome, uint epoch) => command.Answer(outcome, epoch);
}

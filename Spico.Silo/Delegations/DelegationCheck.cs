using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Delegations;

/// <summary>
/// Whether whoever acts for somebody still may, and what is withheld from them: asked of the inbox of the one acted
/// for. Costs nothing for who acts for themselves.
/// </summary>
internal sealed class DelegationCheck(IGrainFactory grains)
{
    /// <summary>
    /// Null when the caller may go on, where what is withheld cannot be told apart: who may not have everything is
    /// refused.
    /// </summary>
    public ValueTask<Error?> CheckAsync(Caller caller) => caller.ActedBy is null ? default : AskForAllAsync(caller);

    /// <summary>Whether the caller may go on, and the data classes withheld from them, as bits.</summary>
    public ValueTask<Answer<uint>> LookAsync(Caller caller) =>
        caller.ActedBy is { } actedBy ? AskAsync(caller.Person, actedBy) : default;

    /// <summary>How whoever acts for the caller does so; of no kind: the caller acts themselves.</summary>
    public ValueTask<(Error? Refusal, DelegationStanding Standing)> FindAsync(Caller caller) =>
        caller.ActedBy is { } actedBy ? FindAsync(caller.Person, actedBy) : default;

    /// <summary>A command as whoever acts gives it: checked before it is decided, both named in its facts.</summary>
    public IStreamCommand<TFold>? Of<TFold>(Caller caller, IStreamCommand<TFold>? command) =>
        caller.ActedBy is null || command is null ? command : new DelegatedCommand<TFold>(command, caller, this);

    private async ValueTask<Error?> AskForAllAsync(Caller caller)
    {
        (Error? refusal, uint withheld) = await LookAsync(caller);
        return refusal ?? (withheld == 0 ? null : Refusal.NotAccessible("on_behalf_of"));
    }

    private async ValueTask<Answer<uint>> AskAsync(PersonId person, PersonId actedBy)
    {
        (Error? refusal, DelegationStanding standing) = await FindAsync(person, actedBy);
        return new Answer<uint>(refusal, standing.Withheld);
    }

    private async ValueTask<(Error? Refusal, DelegationStanding Standing)> FindAsync(PersonId person, PersonId actedBy)
    {
        var given = grains.GetGrain<IDelegationGrain>(StreamKey.Of(StreamId.InboxOf(person)));
        DelegationStanding standing = await given.StandingOf(actedBy);
        return (standing.Until > 0 ? null : Refusal.NotAccessible("on_behalf_of"), standing);
    }
}

using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Delegations;

/// <summary>
/// Whether whoever acts for somebody still may, asked of the inbox of the one acted for. Costs nothing for who acts for
/// themselves.
/// </summary>
internal sealed class DelegationCheck(IGrainFactory grains)
{
    /// <summary>Null when the caller may go on.</summary>
    public ValueTask<Error?> CheckAsync(Caller caller) =>
        caller.ActedBy is { } actedBy ? AskAsync(caller.Person, actedBy) : default;

    /// <summary>As what whoever acts for the caller does so; unspecified: the caller acts themselves.</summary>
    public async ValueTask<(Error? Refusal, DelegationKind Kind)> FindAsync(Caller caller)
    {
        if (caller.ActedBy is not { } actedBy)
        {
            return default;
        }

        var given = grains.GetGrain<IDelegationGrain>(StreamKey.Of(StreamId.InboxOf(caller.Person)));
        DelegationKind kind = await given.ActsAs(actedBy);
        return (kind == DelegationKind.Unspecified ? Refusal.NotAccessible("on_behalf_of") : null, kind);
    }

    /// <summary>A command as whoever acts gives it: checked before it is decided, both named in its facts.</summary>
    public IStreamCommand<TFold>? Of<TFold>(Caller caller, IStreamCommand<TFold>? command) =>
        caller.ActedBy is null || command is null ? command : new DelegatedCommand<TFold>(command, caller, this);

    private async ValueTask<Error?> AskAsync(PersonId person, PersonId actedBy)
    {
        var given = grains.GetGrain<IDelegationGrain>(StreamKey.Of(StreamId.InboxOf(person)));
        return await given.ActsUntil(actedBy) > 0 ? null : Refusal.NotAccessible("on_behalf_of");
    }
}

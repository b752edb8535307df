using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Delegations;
using Spico.Silo.Streams;

namespace Spico.Silo.Inboxes;

/// <content>Who may act for the owner.</content>
internal sealed partial class InboxGrain : IDelegationGrain
{
    public ValueTask<Reply> GrantDelegation(Caller caller, GrantDelegationRequest request) => AnswerOwnAsync(
        caller,
        () => GrantDelegationCommand.TryRead(
            caller.Person, request, _people, _services.Now, out GrantDelegationCommand? command) is { } invalid
            ? ValueTask.FromResult(new Reply { Error = invalid })
            : _pipeline.SubmitAsync(command!));

    public ValueTask<Reply> RevokeDelegation(Caller caller, RevokeDelegationRequest request) => AnswerOwnAsync(
        caller,
        () => RevokeDelegationCommand.TryRead(caller.Person, request, out RevokeDelegationCommand? command)
            is { } invalid
            ? ValueTask.FromResult(new Reply { Error = invalid })
            : _pipeline.SubmitAsync(command!));

    public ValueTask<Reply> ListDelegations(Caller caller, ListDelegationsRequest request) => AnswerAsync(
        caller,
        async () => new Reply
        {
            ListDelegations = new ListDelegationsResponse
            {
                Given = { await ListAsync(DelegationRows.GivenBy, caller.Person) },
                Received = { await ListAsync(DelegationRows.GivenTo, caller.Person) },
            },
        });

    public async ValueTask<long> ActsUntil(PersonId person)
    {
        (_, long until) = await _pipeline.AskAsync(
            (Person: person, _services.Now),
            static (fold, about) => fold.Delegations.ActsUntil(about.Person, about.Now));
        return until;
    }

    public async ValueTask<DelegationStanding> StandingOf(PersonId person)
    {
        (_, DelegationStanding standing) = await _pipeline.AskAsync(
            (Person: person, _services.Now),
            static (fold, about) => fold.Delegations.StandingOf(about.Person, about.Now));
        return standing;
    }

    private ValueTask<List<Delegation>> ListAsync(RowSql list, PersonId person) =>
        _services.Storage.Store.ReadRowsAsync(
            list, DelegationRows.Read, person.Value, _services.Now, DelegationRows.ListMax);

    // What is the owner's own to say: whoever acts for them passes nothing on.
    private ValueTask<Reply> AnswerOwnAsync(Caller caller, Func<ValueTask<Reply>> ask) => caller.ActedBy is null
        ? AnswerAsync(caller, ask)
        : ValueTask.FromResult(new Reply { Error = Refusal.NotAccessible() });

    // A draft is of no class yet: not for whom any class is withheld from.
    private async ValueTask<Reply> AnswerWholeAsync(Caller caller, Func<ValueTask<Reply>> ask) =>
        caller.ActedBy is { } actedBy && (await StandingOf(actedBy)).Withheld != 0
            ? new Reply { Error = Refusal.NotAccessible("on_behalf_of") }
            : await AnswerAsync(caller, ask);

    // Null when the caller is the owner, or may act for them just now.
    private async ValueTask<Error?> CheckAsync(Caller caller) => StreamId.InboxOf(caller.Person) != _stream
        || (caller.ActedBy is { } actedBy && await ActsUntil(actedBy) == 0)
            ? Refusal.NotAccessible()
            : null;
}

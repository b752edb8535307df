using Microsoft.Extensions.Options;
using Spico.Protocol;
using Spico.Silo.Storage;

namespace Spico.Silo.Accounts;

/// <summary>The region's revocations: one entry a person, forgotten when every token concerned has expired.</summary>
internal sealed class RevocationsGrain(
    [PersistentState("revocations.v1", StorageNames.Accounts)] IPersistentState<RevocationsRecord> revocations,
    IOptions<AccountOptions> options,
    TimeProvider time)
    : Grain, IRevocationsGrain
{
    // A token issued before the end of time: any.
    private static readonly DateTimeOffset Ever = DateTimeOffset.MaxValue;

    public ValueTask Revoke(PersonId person, DateTimeOffset issuedBefore) =>
        revocations.State.Entries.Any(entry => entry.Person == person.Value && entry.IssuedBefore >= issuedBefore)
            ? ValueTask.CompletedTask
            : SetAsync(person, issuedBefore);

    public ValueTask Bar(PersonId person) => Revoke(person, Ever);

    public ValueTask Readmit(PersonId person, DateTimeOffset issuedFrom) =>
        revocations.State.Entries.Any(entry => entry.Person == person.Value && entry.IssuedBefore == Ever)
            ? SetAsync(person, issuedFrom)
            : ValueTask.CompletedTask;

    public ValueTask<PersonId[]> Barred() => ValueTask.FromResult<PersonId[]>(
    [
        .. revocations.State.Entries.Where(entry => entry.IssuedBefore == Ever)
            .Select(entry => PersonId.From(entry.Person)),
    ]);

    public ValueTask<Revocations> Since(long version)
    {
        RevocationsRecord current = revocations.State;

        // A version that is not ours yet was made before a restore: the asker starts anew.
        long after = version > current.Version ? 0 : version;
        Revocation[] changes = after == current.Version
            ? []
            :
            [
                .. current.Entries.Where(entry => entry.Version > after)
                    .Select(entry => new Revocation(PersonId.From(entry.Person), entry.IssuedBefore)),
            ];
        return ValueTask.FromResult(new Revocations(current.Version, changes));
    }

    private async ValueTask SetAsync(PersonId person, DateTimeOffset issuedBefore)
    {
        RevocationsRecord before = revocations.State;
        DateTimeOffset oldest = time.GetUtcNow() - options.Value.RevocationsKept;
        long version = before.Version + 1;
        revocations.State = new RevocationsRecord
        {
            Version = version,
            Entries =
            [
                .. before.Entries.Where(entry => entry.Person != person.Value && entry.IssuedBefore >= oldest),
                new RevocationEntry { Person = person.Value, IssuedBefore = issuedBefore, Version = version },
            ],
        };
        try
        {
            await revocations.WriteStateAsync();
        }
        catch
        {
            // Stored or not: the next call reads what is.
            DeactivateOnIdle();
            throw;
        }
    }
}

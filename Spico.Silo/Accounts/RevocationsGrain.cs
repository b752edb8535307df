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
    public async ValueTask Revoke(PersonId person, DateTimeOffset issuedBefore)
    {
        RevocationsRecord before = revocations.State;
        if (before.Entries.Any(entry => entry.Person == person.Value && entry.IssuedBefore >= issuedBefore))
        {
            return;
        }

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
}

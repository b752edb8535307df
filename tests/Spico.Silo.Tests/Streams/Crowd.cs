using System.Collections.Concurrent;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.People;

namespace Spico.Silo.Tests.Streams;

/// <summary>The people of the tests: everybody exists but those who were said not to.</summary>
internal sealed class Crowd : IPeopleStore
{
    private readonly ConcurrentDictionary<PersonId, bool> _missing = [];

    /// <summary>Somebody who does not exist.</summary>
    public PersonId Nobody()
    {
        var nobody = PersonId.New();
        _missing[nobody] = true;
        return nobody;
    }

    public ValueTask<List<Person>> GetAsync(IReadOnlyCollection<PersonId> ids) => throw new NotSupportedException();

    public ValueTask<List<Person>> FindAsync(string query, int limit) => throw new NotSupportedException();

    public ValueTask<List<PersonId>> FindMissingAsync(IReadOnlyCollection<PersonId> ids) =>
        ValueTask.FromResult(ids.Where(_missing.ContainsKey).ToList());

    public Task UpsertAsync(IReadOnlyList<Person> people) => throw new NotSupportedException();
}

using System.Collections.Concurrent;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.People;
using Spico.Silo.Practices;

namespace Spico.Silo.Tests.People;

/// <summary>People in memory.</summary>
internal sealed class MemoryPeopleStore : IPeopleStore
{
    private readonly ConcurrentDictionary<PersonId, Person> _people = new();

    public ValueTask<List<Person>> GetAsync(IReadOnlyCollection<PersonId> ids) =>
        new([.. ids.Where(_people.ContainsKey).Select(id => _people[id])]);

    public ValueTask<List<Person>> FindAsync(string query, int limit) =>
        new([.. _people.Values.Where(person => person.Name.StartsWith(query, StringComparison.Ordinal)).Take(limit)]);

    public ValueTask<List<PersonId>> FindMissingAsync(IReadOnlyCollection<PersonId> ids) =>
        new([.. ids.Where(id => !_people.ContainsKey(id))]);

    public Task UpsertAsync(IReadOnlyList<Person> people)
    {
        foreach (PersonRow row in people.Select(PersonRow.Of))
        {
            _people[row.Id] = row.Person;
        }

        return Task.CompletedTask;
    }

    public ValueTask<List<PersonPractices>> GetPracticesAsync(IReadOnlyCollection<PersonId> ids) => new([]);

    public Task SetPracticesAsync(IReadOnlyList<PersonPractices> practices) => Task.CompletedTask;
}

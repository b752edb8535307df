using System.Collections.Concurrent;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.People;
using Spico.Silo.Practices;

namespace Spico.Silo.Tests.Streams;

/// <summary>The people of the tests: everybody exists but those who were said not to.</summary>
internal sealed class Crowd : IPeopleStore
{
    private readonly ConcurrentDictionary<PersonId, bool> _missing = [];
    private readonly ConcurrentDictionary<PersonId, PersonPractices> _practices = [];
    private readonly ConcurrentDictionary<PersonId, string> _professions = [];

    /// <summary>Somebody who does not exist.</summary>
    public PersonId Nobody()
    {
        var nobody = PersonId.New();
        _missing[nobody] = true;
        return nobody;
    }

    /// <summary>Everybody is a nurse until another profession is said.</summary>
    public void Employ(PersonId person, string profession) => _professions[person] = profession;

    /// <summary>What whoever wants to know more of people must wait for.</summary>
    public Task Asked { get; set; } = Task.CompletedTask;

    public async ValueTask<List<Person>> GetAsync(IReadOnlyCollection<PersonId> ids)
    {
        await Asked;
        return
        [
            .. ids.Where(id => !_missing.ContainsKey(id)).Select(id => new Person
            {
                Id = id.ToByteString(),
                Profession = _professions.GetValueOrDefault(id, "Infirmière"),
            }),
        ];
    }

    public ValueTask<List<Person>> FindAsync(string query, int limit) => throw new NotSupportedException();

    public ValueTask<List<PersonId>> FindMissingAsync(IReadOnlyCollection<PersonId> ids) =>
        ValueTask.FromResult(ids.Where(_missing.ContainsKey).ToList());

    public Task UpsertAsync(IReadOnlyList<Person> people) => throw new NotSupportedException();

    public ValueTask<List<PersonPractices>> GetPracticesAsync(IReadOnlyCollection<PersonId> ids) =>
        ValueTask.FromResult(ids.Where(_practices.ContainsKey).Select(id => _practices[id]).ToList());

    public Task SetPracticesAsync(IReadOnlyList<PersonPractices> practices)
    {
        foreach (PersonPractices each in practices)
        {
            _practices[each.Person] = each;
        }

        return Task.CompletedTask;
    }
}

using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Practices;
using Spico.Silo.Professionals.Searching;

namespace Spico.Silo.People;

/// <summary>
/// Everybody who can be written to: those registered on this server, and those of the directory, whose conversations
/// wait for them. Who is both is who they were registered as.
/// </summary>
internal sealed class KnownPeople(RegisteredPeople registered, DirectoryReader directory) : IPeopleStore
{
    public async ValueTask<List<Person>> GetAsync(IReadOnlyCollection<PersonId> ids)
    {
        List<Person> people = await registered.Store.GetAsync(ids);
        if (people.Count < ids.Count)
        {
            var found = people.Select(person => person.Id).ToHashSet();
            people.AddRange(await directory.GetAsync([.. ids.Where(id => !found.Contains(id.ToByteString()))]));
        }

        return people;
    }

    public ValueTask<List<Person>> FindAsync(string query, int limit) => registered.Store.FindAsync(query, limit);

    public async ValueTask<List<PersonId>> FindMissingAsync(IReadOnlyCollection<PersonId> ids)
    {
        List<PersonId> missing = await registered.Store.FindMissingAsync(ids);
        return missing.Count == 0 ? missing : await directory.FindMissingAsync(missing);
    }

    public Task UpsertAsync(IReadOnlyList<Person> people) => registered.Store.UpsertAsync(people);

    public async ValueTask<List<PersonPractices>> GetPracticesAsync(IReadOnlyCollection<PersonId> ids)
    {
        List<PersonPractices> practices = await registered.Store.GetPracticesAsync(ids);
        if (practices.Count < ids.Count)
        {
            var found = practices.Select(each => each.Person).ToHashSet();
            practices.AddRange(await directory.GetPracticesAsync([.. ids.Where(id => !found.Contains(id))]));
        }

        return practices;
    }

    public Task SetPracticesAsync(IReadOnlyList<PersonPractices> practices) =>
        registered.Store.SetPracticesAsync(practices);
}

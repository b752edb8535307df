using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Practices;

namespace Spico.Silo.People;

/// <summary>
/// Where the people of the region are kept. A seam: the tests of grains put a small one in memory in its place.
/// Safe to call from anywhere at once. Failures are typed as <see cref="Streams.StoreException"/>.
/// </summary>
internal interface IPeopleStore
{
    /// <summary>The persons with these ids, in no particular order; unknown ids are left out.</summary>
    ValueTask<List<Person>> GetAsync(IReadOnlyCollection<PersonId> ids);

    /// <summary>
    /// Persons of whose name some word begins with the query, accents and case aside, in alphabetical order.
    /// </summary>
    ValueTask<List<Person>> FindAsync(string query, int limit);

    /// <summary>Which of these ids belong to nobody.</summary>
    ValueTask<List<PersonId>> FindMissingAsync(IReadOnlyCollection<PersonId> ids);

    /// <summary>Adds or replaces persons, all or none, durable when this returns. Each has a valid id.</summary>
    Task UpsertAsync(IReadOnlyList<Person> people);

    /// <summary>The practice situations of these persons; those who have none are left out.</summary>
    ValueTask<List<PersonPractices>> GetPracticesAsync(IReadOnlyCollection<PersonId> ids);

    /// <summary>Replaces the practice situations of persons, all or none, durable when this returns.</summary>
    Task SetPracticesAsync(IReadOnlyList<PersonPractices> practices);
}

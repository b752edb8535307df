using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.People;

namespace Spico.Silo.Syntheses.Gathering;

/// <summary>Who is who in a synthesis.</summary>
internal sealed class PeopleBook
{
    private const int PageMax = 500;

    private readonly Dictionary<ByteString, Person> _people = [];

    /// <summary>Looks people up.</summary>
    public static async Task<PeopleBook> ReadAsync(IPeopleStore store, IEnumerable<ByteString> ids)
    {
        var book = new PeopleBook();
        IEnumerable<PersonId> known = ids.Distinct()
            .Select(bytes => PersonId.TryFrom(bytes, out PersonId person) ? person : default)
            .Where(person => person != default);
        foreach (PersonId[] page in known.Chunk(PageMax))
        {
            foreach (Person person in await store.GetAsync(page))
            {
                book._people[person.Id] = person;
            }
        }

        return book;
    }

    /// <summary>A person; one who is not in any directory has the beginning of their id for a name.</summary>
    public Person Of(ByteString id)
    {
        if (!_people.TryGetValue(id, out Person? person))
        {
            string digits = Convert.ToHexStringLower(id.Span[..Math.Min(4, id.Length)]);
            person = new Person { Id = id, Name = $"Personne {digits}" };
            _people.Add(id, person);
        }

        return person;
    }
}

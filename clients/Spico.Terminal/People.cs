using System.Collections.Concurrent;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Terminal;

/// <summary>The names of persons, asked for once.</summary>
internal sealed class People(SpicoClient client)
{
    private const int AskedAtOnce = 500;
    private readonly ConcurrentDictionary<PersonId, string> _names = [];

    /// <summary>Asks for the names that are not known yet.</summary>
    public async Task LearnAsync(IEnumerable<PersonId> people, CancellationToken cancellationToken)
    {
        PersonId[] unknown = [.. people.Distinct().Where(person => !_names.ContainsKey(person))];
        foreach (PersonId[] some in unknown.Chunk(AskedAtOnce))
        {
            foreach (Person person in await client.GetPeopleAsync(some, cancellationToken))
            {
                if (PersonId.TryFrom(person.Id, out PersonId id))
                {
                    _names[id] = person.Name;
                }
            }
        }
    }

    /// <summary>A person's name, or the beginning of the id while it is not known.</summary>
    public async ValueTask<string> NameOfAsync(PersonId person, CancellationToken cancellationToken)
    {
        if (!_names.ContainsKey(person))
        {
            try
            {
                await LearnAsync([person], cancellationToken);
            }
            catch (SpicoException)
            {
                // The name is known the next time; the line need not wait for it.
            }
        }

        return NameOf(person);
    }

    public string NameOf(PersonId person) =>
        person == client.Person ? client.Welcome.Name : _names.GetValueOrDefault(person, person.ToString()[..8]);
}

using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.People;

/// <summary>A person as it is stored: the contract's fields and what searching and sorting go by.</summary>
internal sealed class PersonRow
{
    private PersonRow(Person person, PersonId id)
    {
        Person = person;
        Id = id;
        List<string> words = NameFolding.WordsOf(person.Name);
        Words = [.. words.Distinct(StringComparer.Ordinal)];
        SortName = string.Join(' ', words);
    }

    public Person Person { get; }

    public PersonId Id { get; }

    /// <summary>Each word of the name once, folded.</summary>
    public string[] Words { get; }

    /// <summary>The folded name.</summary>
    public string SortName { get; }

    public static PersonRow Of(Person person) => PersonId.TryFrom(person.Id, out PersonId id)
        ? new PersonRow(person, id)
        : throw new ArgumentException("A person is stored under an id.", nameof(person));
}

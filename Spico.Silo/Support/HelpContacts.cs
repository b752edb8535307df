using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.People;
using Spico.Silo.Streams;

namespace Spico.Silo.Support;

/// <summary>Whom a person asks: the contacts of where they practise.</summary>
internal static class HelpContacts
{
    /// <summary>
    /// The départements where a person practises, as they are registered: codes or names; or the one that is asked
    /// for.
    /// </summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public static async ValueTask<HashSet<string>> DepartmentsAsync(
        PersonId person, FindHelpContactsRequest request, IPeopleStore people) =>
        request.Department.Length > 0
            ? [Fold(request.Department)]
            : [
                .. (await people.GetPracticesAsync([person])).SelectMany(found => found.Practices)
                    .Select(practice => Fold(practice.Department)).Where(name => name.Length > 0),
            ];

    /// <summary>The contacts of these départements, then those of the region.</summary>
    public static IEnumerable<HelpContact> In(IReadOnlyList<HelpContact> contacts, HashSet<string> departments) =>
        contacts.Where(contact => contact.Department.Length > 0
                && (departments.Contains(Fold(contact.Department))
                    || departments.Contains(Fold(contact.DepartmentName))))
            .Concat(contacts.Where(contact => contact.Department.Length == 0));

    private static string Fold(string name) => string.Join(' ', NameFolding.WordsOf(name));
}

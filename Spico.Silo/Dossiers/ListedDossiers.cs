using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Dossiers.Objections;
using Spico.Silo.People;
using Spico.Silo.Practices;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers;

/// <summary>
/// Which dossiers lists across dossiers show: those of a person but for those that go on in another; and to who acts
/// for that person none in which the patient objects to who acts, or to where they practise.
/// </summary>
internal static class ListedDossiers
{
    /// <summary>
    /// The condition on a row <c>m</c> of those who are in circles: of person <c>$1</c>, with what
    /// <see cref="NamesOfAsync"/> finds as <c>$2</c>. As the dossier itself has it: see
    /// <see cref="SharingObjections.Naming"/>.
    /// </summary>
    public const string AreOpen =
        """
        m.person = $1 AND ($2 = '' OR NOT EXISTS (
            SELECT 1 FROM dossier_objection o WHERE o.stream = m.stream AND $2 LIKE '%' || o.named || '%'))
        """;

    /// <summary>The same, of those that do not go on in another.</summary>
    public const string AreShown = $"{AreOpen} AND m.stream NOT IN (SELECT g.stream FROM dossier_merged g)";

    /// <summary>By what objections may name who acts for the caller; nothing for who acts for themselves.</summary>
    /// <exception cref="StoreException">Not known, which is not the same as none.</exception>
    public static async ValueTask<string> NamesOfAsync(Caller caller, IPeopleStore people)
    {
        if (caller.ActedBy is not { } actor)
        {
            return string.Empty;
        }

        List<PersonPractices> practices = await people.GetPracticesAsync([actor]);
        return ObjectionRows.NamesOf(
            actor, practices.SelectMany(found => new CarerFound(null, found.Practices).StructuresOf(null)));
    }
}

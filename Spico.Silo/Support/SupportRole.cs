using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Rights;
using Spico.Silo.People;
using Spico.Silo.Streams;

namespace Spico.Silo.Support;

/// <summary>Who helps others: administrators, and those who are registered as the region's support.</summary>
internal static class SupportRole
{
    /// <summary>Whether a caller does, for themselves.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public static async ValueTask<bool> IsOfAsync(Caller caller, IPeopleStore people) =>
        caller.ActedBy is null
        && (caller.IsAdministrator
            || (await people.GetAsync([caller.Person]) is [var person]
                && CareRoles.Of(person) == CareRole.RegionalSupport));
}

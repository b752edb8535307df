using Spico.Protocol.V1;

namespace Spico.Silo.Professionals;

/// <summary>
/// How much one person may still look up: one grain a person, keyed by <see cref="SearchAllowanceKey"/>. Kept in
/// memory: a silo that falls forgives what was spent on it.
/// </summary>
[Alias("spico.search-allowance")]
internal interface ISearchAllowanceGrain : IGrainWithStringKey
{
    /// <summary>
    /// Takes one search, or looks only whether there are entries left for the day; a refusal when there is none.
    /// </summary>
    [Alias("take"), ResponseTimeout("00:00:05")]
    ValueTask<Error?> Take(bool isSearch);

    /// <summary>Counts entries that were found.</summary>
    [Alias("found"), ResponseTimeout("00:00:05")]
    ValueTask Found(int entries);
}

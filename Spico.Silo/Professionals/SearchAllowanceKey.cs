using Spico.Protocol;

namespace Spico.Silo.Professionals;

/// <summary>The grain key of a person's allowance.</summary>
internal static class SearchAllowanceKey
{
    public static string Of(PersonId person) => $"search-allowance/{person}";
}

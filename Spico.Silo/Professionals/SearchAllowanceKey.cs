using Spico.Protocol;

namespace Spico.Silo.Professionals;

/// <summary>The grain keys of a person's allowances.</summary>
internal static class SearchAllowanceKey
{
    private const string Patients = "search-allowance/patients/";

    /// <summary>What they look up in the directory.</summary>
    public static string Of(PersonId person) => $"search-allowance/{person}";

    /// <summary>Which patients they look for.</summary>
    public static string OfPatients(PersonId person) => $"{Patients}{person}";

    /// <summary>Whether a key is of an allowance for patients.</summary>
    public static bool IsOfPatients(string key) => key.StartsWith(Patients, StringComparison.Ordinal);
}

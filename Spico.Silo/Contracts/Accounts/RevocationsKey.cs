namespace Spico.Silo.Accounts;

/// <summary>The grain key of the revocations: there is one list a region.</summary>
public static class RevocationsKey
{
    /// <summary>The region's list.</summary>
    public const string Region = "revocations/region";
}

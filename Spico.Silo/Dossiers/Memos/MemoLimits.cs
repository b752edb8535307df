namespace Spico.Silo.Dossiers.Memos;

/// <summary>What memos may hold. They are part of the contract, and told in its comments.</summary>
internal static class MemoLimits
{
    /// <summary>Characters of a memo.</summary>
    public const int TextCharacters = 2_000;

    /// <summary>Shared memos of a dossier.</summary>
    public const int Shared = 50;

    /// <summary>Private memos of a person, on all dossiers.</summary>
    public const int Private = 500;
}

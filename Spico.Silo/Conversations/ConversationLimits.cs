namespace Spico.Silo.Conversations;

/// <summary>What a conversation's requests may hold. They are part of the contract, and told in its comments.</summary>
internal static class ConversationLimits
{
    /// <summary>Characters of a title.</summary>
    public const int TitleCharacters = 200;

    /// <summary>Bytes of a message's text.</summary>
    public const int TextBytes = 16 * 1024;

    /// <summary>Bytes of a person's own note on what is to do.</summary>
    public const int NoteBytes = 4 * 1024;

    /// <summary>Characters that say where a legal ground is recorded.</summary>
    public const int ReferenceCharacters = 200;

    /// <summary>People added at the creation.</summary>
    public const int NewMembers = 500;
}

namespace Spico.Silo.Messages.Searching;

/// <summary>What a search may say. They are part of the contract, and told in its comments.</summary>
internal static class SearchLimits
{
    /// <summary>Characters of a text.</summary>
    public const int TextCharacters = 200;

    /// <summary>Words of a text.</summary>
    public const int Words = 8;

    /// <summary>Authors.</summary>
    public const int Authors = 20;

    /// <summary>Messages of a page.</summary>
    public const int PageMessages = 50;

    /// <summary>Messages of a page unless said.</summary>
    public const int PageMessagesUnlessSaid = 20;
}

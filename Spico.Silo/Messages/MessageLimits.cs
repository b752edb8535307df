namespace Spico.Silo.Messages;

/// <summary>What may happen to a message. They are part of the contract, and told in its comments.</summary>
internal static class MessageLimits
{
    /// <summary>People named in a message, by themselves or by their structures.</summary>
    public const int Mentions = 50;

    /// <summary>Structures named in a message.</summary>
    public const int MentionedStructures = 10;

    /// <summary>Dossiers, and entries of theirs, that a message links to.</summary>
    public const int Links = 10;

    /// <summary>Versions of a message, the first among them.</summary>
    public const int Versions = 100;

    /// <summary>Messages of a page.</summary>
    public const int PageMessages = 100;

    /// <summary>Messages of a page unless said.</summary>
    public const int PageMessagesUnlessSaid = 50;

    /// <summary>Versions of a page.</summary>
    public const int PageVersions = 50;

    /// <summary>People told of a kind of reaction.</summary>
    public const int TallyPeople = 20;
}

namespace Spico.Silo.Support;

/// <summary>What requests for support may hold. They are part of the contract, and told in its comments.</summary>
internal static class SupportLimits
{
    /// <summary>Characters of what is asked.</summary>
    public const int TextCharacters = 2_000;

    /// <summary>Characters of an answer.</summary>
    public const int AnswerCharacters = 4_000;

    /// <summary>Characters of the names that say where it was asked.</summary>
    public const int NameCharacters = 64;

    /// <summary>Letters of a door.</summary>
    public const int DoorCharacters = 16;

    /// <summary>The last requests of a person, which may be changed.</summary>
    public const int Kept = 100;

    /// <summary>Requests of a page.</summary>
    public const int PageMax = 100;

    /// <summary>Requests of a page, when it is not said how many.</summary>
    public const int PageDefault = 50;

    /// <summary>Contacts of a region.</summary>
    public const int Contacts = 500;

    /// <summary>Bytes of the text that they are loaded from.</summary>
    public const int ContactsBytes = 48 * 1024;
}

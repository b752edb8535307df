namespace Spico.Silo.Retention;

/// <summary>What requests to the register may hold. They are part of the contract, and told in its comments.</summary>
internal static class RetentionLimits
{
    /// <summary>Characters of a reason.</summary>
    public const int ReasonCharacters = 500;

    /// <summary>Entries of a page, and streams of a batch of a purge.</summary>
    public const int PageMax = 200;

    /// <summary>Entries of a page, when it is not said how many.</summary>
    public const int PageDefault = 50;

    /// <summary>Streams that are held at a time.</summary>
    public const int Held = 10_000;
}

using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers;

/// <summary>What requests to dossiers may hold. They are part of the contract, and told in its comments.</summary>
internal static class DossierLimits
{
    /// <summary>Characters of a reason.</summary>
    public const int ReasonCharacters = 500;

    /// <summary>Patients set aside when a dossier is created.</summary>
    public const int SetAside = 50;

    /// <summary>Dossiers merged into one.</summary>
    public const int Absorbed = 50;

    /// <summary>Merges one after the other that are followed: until notes arrive there may be more than one.</summary>
    public const int MergesInARow = 8;

    /// <summary>The end of the year 9998, in milliseconds: later ones have no date in every zone.</summary>
    public const long TimeMax = 253_370_764_799_999;

    /// <summary>Checks a time of any kind, 0 included; null when all is well.</summary>
    public static Error? CheckTime(long time, string field) =>
        time is >= 0 and <= TimeMax ? null : Refusal.Invalid(field, "Not negative, and before the year 9999.");

    /// <summary>Checks a text that must be there; null when all is well.</summary>
    public static Error? CheckText(string text, string field, int characters) =>
        string.IsNullOrWhiteSpace(text)
            ? Refusal.Invalid(field, "Not empty.")
            : CheckLength(text, field, characters);

    /// <summary>Checks a text that may be empty; null when all is well.</summary>
    public static Error? CheckLength(string text, string field, int characters) =>
        text.Length > 2 * characters || text.EnumerateRunes().Count() > characters
            ? Refusal.TooLarge(field, characters, "characters")
            : null;
}

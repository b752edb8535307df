namespace Spico.Protocol.Identifiers;

/// <summary>What an identifier is made of.</summary>
internal static class Digits
{
    /// <summary>Whether every character is one of the ten digits of ASCII.</summary>
    public static bool AreAll(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    /// <summary>Whether a département's number of Corsica begins the text.</summary>
    public static bool AreOfCorsica(ReadOnlySpan<char> text) => text is ['2', 'A' or 'B', ..];
}

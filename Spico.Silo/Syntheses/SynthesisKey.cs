using System.Globalization;
using Spico.Protocol;

namespace Spico.Silo.Syntheses;

/// <summary>
/// The grain key of a synthesis: a prefix that is no number, its stream, and the fact that asks for it.
/// </summary>
internal static class SynthesisKey
{
    private const string Prefix = "synthesis/";
    private const int StreamDigits = 32;

    /// <summary>The key of a synthesis.</summary>
    public static string Of(StreamId stream, long seq) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{stream.Value:N}/{seq}");

    /// <summary>The synthesis of a key.</summary>
    /// <exception cref="FormatException">The key was not made here.</exception>
    public static (StreamId Stream, long Seq) Parse(string key)
    {
        int slash = Prefix.Length + StreamDigits;
        return key.StartsWith(Prefix, StringComparison.Ordinal) && key.Length > slash && key[slash] == '/'
            ? (StreamId.From(Guid.ParseExact(key.AsSpan(Prefix.Length, StreamDigits), "N")),
                long.Parse(key.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture))
            : throw new FormatException("Not the key of a synthesis.");
    }
}

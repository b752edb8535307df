using Spico.Protocol;

namespace Spico.Silo.Streams;

/// <summary>
/// The grain key of a stream: a prefix that is no number, because AdoNet storage takes keys that look like numbers
/// for numbers ("a", "A" and "0a" would share a row), then the id.
/// </summary>
public static class StreamKey
{
    private const string Prefix = "stream/";

    /// <summary>The key of a stream.</summary>
    public static string Of(StreamId stream) => Prefix + stream;

    /// <summary>The stream of a key.</summary>
    /// <exception cref="FormatException">The key was not made here.</exception>
    public static StreamId Parse(string key) => key.StartsWith(Prefix, StringComparison.Ordinal)
        ? StreamId.From(Guid.ParseExact(key.AsSpan(Prefix.Length), "N"))
        : throw new FormatException("Not the key of a stream.");
}

using Spico.Protocol;

namespace Spico.Silo.Files;

/// <summary>
/// The grain key of a file: a prefix that is no number, then the id. See <see cref="Streams.StreamKey"/>.
/// </summary>
public static class FileKey
{
    private const string Prefix = "file/";

    /// <summary>The key of a file.</summary>
    public static string Of(FileId file) => Prefix + file;

    /// <summary>The file of a key.</summary>
    /// <exception cref="FormatException">The key was not made here.</exception>
    public static FileId Parse(string key) => key.StartsWith(Prefix, StringComparison.Ordinal)
        ? FileId.From(Guid.ParseExact(key.AsSpan(Prefix.Length), "N"))
        : throw new FormatException("Not the key of a file.");
}

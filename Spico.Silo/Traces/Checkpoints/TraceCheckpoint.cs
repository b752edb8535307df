using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Spico.Protocol;

namespace Spico.Silo.Traces.Checkpoints;

/// <summary>
/// What the last traces were at a time, signed: a line of text that names the one before it in its file.
/// </summary>
/// <param name="Number">Its number in its file: 1, 2, 3 …</param>
/// <param name="At">When, in milliseconds since 1970-01-01T00:00:00Z.</param>
/// <param name="Before">The hash of the line before it, in hexadecimal digits; of the first, zero.</param>
/// <param name="Heads">The last trace of each stream that was written to.</param>
internal sealed record TraceCheckpoint(
    long Number, long At, string Before, IReadOnlyList<KeyValuePair<StreamId, TraceHead>> Heads)
{
    private const string Name = "spico-traces-1";

    /// <summary>What the first line of a file names as the one before it.</summary>
    public static string Nothing { get; } = new('0', 2 * SHA256.HashSizeInBytes);

    /// <summary>The hash of a line.</summary>
    public static string HashOf(string line) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(line)));

    /// <summary>The line, signed.</summary>
    public string Encode(TraceKey key)
    {
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"{Name} {Number} {At} {Before}");
        foreach ((StreamId stream, TraceHead head) in Heads)
        {
            line.Append(
                CultureInfo.InvariantCulture,
                $" {stream}.{head.Epoch}.{head.Seq}.{Convert.ToHexStringLower(head.Hash)}");
        }

        string said = line.ToString();
        return $"{said} {Convert.ToBase64String(key.Sign(Encoding.ASCII.GetBytes(said)))}";
    }

    /// <summary>Reads a line. False unless this key signed it.</summary>
    public static bool TryDecode(string line, TraceKey key, [NotNullWhen(true)] out TraceCheckpoint? checkpoint)
    {
        checkpoint = null;
        int last = line.LastIndexOf(' ');
        if (last < 0)
        {
            return false;
        }

        byte[] signature = new byte[line.Length];
        if (!Convert.TryFromBase64String(line[(last + 1)..], signature, out int length)
            || !key.Verifies(Encoding.ASCII.GetBytes(line[..last]), signature.AsSpan(0, length)))
        {
            return false;
        }

        // Signed, hence written here: what does not read is of another version.
        string[] words = line[..last].Split(' ');
        if (words.Length < 4 || words[0] != Name)
        {
            return false;
        }

        checkpoint = new TraceCheckpoint(
            NumberOf(words[1]), NumberOf(words[2]), words[3], [.. words[4..].Select(HeadOf)]);
        return true;
    }

    private static KeyValuePair<StreamId, TraceHead> HeadOf(string word)
    {
        string[] parts = word.Split('.');
        return new(
            StreamId.From(Guid.ParseExact(parts[0], "N")),
            new TraceHead((uint)NumberOf(parts[1]), NumberOf(parts[2]), Convert.FromHexString(parts[3])));
    }

    private static long NumberOf(string digits) => long.Parse(digits, CultureInfo.InvariantCulture);
}

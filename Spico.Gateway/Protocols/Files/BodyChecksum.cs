using System.Security.Cryptography;

namespace Spico.Gateway.Protocols.Files;

/// <summary>The checksum that a client sends along with bytes, as tus has it: algorithm, and hash in base64.</summary>
internal sealed class BodyChecksum : IDisposable
{
    /// <summary>The algorithms, as told to clients. tus demands the first; the second is the one to use.</summary>
    public const string Algorithms = "sha1,sha256";

    private readonly IncrementalHash _hash;
    private readonly byte[] _expected;

    private BodyChecksum(HashAlgorithmName algorithm, byte[] expected)
    {
        _hash = IncrementalHash.CreateHash(algorithm);
        _expected = expected;
    }

    /// <summary>Reads the header. False when it cannot be read or names another algorithm.</summary>
    public static bool TryRead(string header, out BodyChecksum? checksum)
    {
        checksum = null;
        if (header.Length == 0)
        {
            return true;
        }

        string[] words = header.Split(' ');
        HashAlgorithmName? algorithm = words[0] switch
        {
            "sha1" => HashAlgorithmName.SHA1,
            "sha256" => HashAlgorithmName.SHA256,
            _ => null,
        };
        byte[] expected = new byte[SHA256.HashSizeInBytes];
        if (words.Length != 2 || algorithm is null
            || !Convert.TryFromBase64String(words[1], expected, out int written))
        {
            return false;
        }

        checksum = new BodyChecksum(algorithm.Value, expected[..written]);
        return true;
    }

    /// <summary>Takes bytes in.</summary>
    public void Add(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    /// <summary>Whether the bytes were those that were sent.</summary>
    public bool IsRight() => CryptographicOperations.FixedTimeEquals(_hash.GetHashAndReset(), _expected);

    public void Dispose() => _hash.Dispose();
}

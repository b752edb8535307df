using System.Security.Cryptography;

namespace Spico.Silo.Traces.Checkpoints;

/// <summary>The key that signs checkpoints, in files of its own: whoever has only the store cannot make one.</summary>
internal sealed class TraceKey : IDisposable
{
    /// <summary>The private key, PEM.</summary>
    public const string PrivateFile = "traces.key";

    /// <summary>The public key, PEM: all that verifying needs.</summary>
    public const string PublicFile = "traces.pub";

    private readonly ECDsa _key = ECDsa.Create();

    private TraceKey(string pem) => _key.ImportFromPem(pem);

    /// <summary>The key pair of a folder, made when it is not there.</summary>
    public static TraceKey OfFolder(string folder)
    {
        KeyPairFiles.Ensure(folder, PrivateFile, PublicFile);
        return new TraceKey(File.ReadAllText(Path.Combine(folder, PrivateFile)));
    }

    /// <summary>The public key of a folder, which verifies and signs nothing.</summary>
    /// <exception cref="IOException">It is not there.</exception>
    public static TraceKey PublicOfFolder(string folder) =>
        new(File.ReadAllText(Path.Combine(folder, PublicFile)));

    /// <summary>Signs bytes.</summary>
    public byte[] Sign(ReadOnlySpan<byte> said) => _key.SignData(said, HashAlgorithmName.SHA256);

    /// <summary>Whether this key signed these bytes.</summary>
    public bool Verifies(ReadOnlySpan<byte> said, ReadOnlySpan<byte> signature) =>
        _key.VerifyData(said, signature, HashAlgorithmName.SHA256);

    public void Dispose() => _key.Dispose();
}

using System.Security.Cryptography;

namespace Spico.Silo.Streams;

/// <summary>
/// AES-256-GCM under one key, as nonce ‖ ciphertext ‖ tag with a random nonce. Safe from any thread.
/// </summary>
internal sealed class SealBox : IDisposable
{
    public const int KeyBytes = 32;
    public const int Overhead = NonceBytes + TagBytes;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int NonceBufferBytes = 341 * NonceBytes;

    // A nonce must never be used twice under a key, over restarts and over renumbered claims alike: hence random,
    // and drawn some hundred at once because a single draw costs more than the encryption.
    [ThreadStatic]
    private static byte[]? t_nonces;

    [ThreadStatic]
    private static int t_nextNonce;

    // AesGcm keeps one cipher context: two threads in it at once would seal under each other's nonce.
    private readonly Lock _lock = new();
    private readonly AesGcm _aes;

    public SealBox(ReadOnlySpan<byte> key) => _aes = new AesGcm(key, TagBytes);

    public byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated)
    {
        byte[] output = GC.AllocateUninitializedArray<byte>(plain.Length + Overhead);
        Span<byte> nonce = output.AsSpan(0, NonceBytes);
        NextNonce(nonce);
        lock (_lock)
        {
            _aes.Encrypt(nonce, plain, output.AsSpan(NonceBytes, plain.Length), output.AsSpan(^TagBytes..), associated);
        }

        return output;
    }

    /// <exception cref="CryptographicException">It was not sealed by this key with this associated data.</exception>
    public byte[] Open(ReadOnlySpan<byte> box, ReadOnlySpan<byte> associated)
    {
        if (box.Length < Overhead)
        {
            throw new CryptographicException("Too short to be sealed.");
        }

        byte[] plain = GC.AllocateUninitializedArray<byte>(box.Length - Overhead);
        Open(box, associated, plain);
        return plain;
    }

    /// <summary>Opens a box into a span that is <see cref="Overhead"/> shorter than it.</summary>
    /// <exception cref="CryptographicException">It was not sealed by this key with this associated data.</exception>
    public void Open(ReadOnlySpan<byte> box, ReadOnlySpan<byte> associated, Span<byte> plain)
    {
        lock (_lock)
        {
            _aes.Decrypt(box[..NonceBytes], box[NonceBytes..^TagBytes], box[^TagBytes..], plain, associated);
        }
    }


    public void Dispose()
    {
        lock (_lock)
        {
            _aes.Dispose();
        }
    }

    private static void NextNonce(Span<byte> nonce)
    {
        byte[] nonces = t_nonces ??= new byte[NonceBufferBytes];
        int next = t_nextNonce;
        if (next == 0)
        {
            RandomNumberGenerator.Fill(nonces);
        }

        nonces.AsSpan(next, NonceBytes).CopyTo(nonce);
        t_nextNonce = next + NonceBytes == NonceBufferBytes ? 0 : next + NonceBytes;
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using Google.Protobuf;
using Spico.Protocol.V1;

namespace Spico.Silo.Syntheses;

/// <summary>
/// The hashes of a manifest, as SPEC.md has them. The nonce is in the manifest alone: without it, whoever sees a hash
/// cannot try out what a short message may have said.
/// </summary>
internal static class MessageHash
{
    /// <summary>Bytes of a nonce.</summary>
    public const int NonceBytes = 16;

    /// <summary>The hash of a message.</summary>
    /// <param name="nonce">The nonce of the manifest.</param>
    /// <param name="versions">The message as posted, and its edits, oldest first.</param>
    /// <param name="retracted">The fact that took it back; 0 while it stands. Then its texts do not count.</param>
    public static byte[] Of(byte[] nonce, IReadOnlyList<Fact> versions, ulong retracted)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Fact posted = versions[0];
        hash.AppendData(nonce);
        Add(hash, posted.Seq);
        hash.AppendData(posted.Author.Span);
        Add(hash, (ulong)posted.At);
        Add(hash, (ulong)posted.DataClass);
        Add(hash, retracted);
        if (retracted == 0)
        {
            foreach (Fact version in versions)
            {
                var text = ByteString.CopyFromUtf8(TextOf(version));
                Add(hash, version.Seq);
                Add(hash, (ulong)version.At);
                Add(hash, (ulong)text.Length);
                hash.AppendData(text.Span);
            }

            foreach (Attachment file in posted.MessagePosted.Attachments?.Files ?? [])
            {
                hash.AppendData(file.Hash.Span);
            }
        }

        return hash.GetHashAndReset();
    }

    /// <summary>The hash of all messages of a manifest, in their order.</summary>
    public static byte[] Of(byte[] nonce, IEnumerable<(ulong Seq, byte[] Hash)> messages)
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        all.AppendData(nonce);
        foreach ((ulong seq, byte[] hash) in messages)
        {
            Add(all, seq);
            all.AppendData(hash);
        }

        return all.GetHashAndReset();
    }

    /// <summary>What a version of a message says.</summary>
    public static string TextOf(Fact version) => version.MessageEdited?.Text ?? version.MessagePosted.Text;

    private static void Add(IncrementalHash hash, ulong number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }
}

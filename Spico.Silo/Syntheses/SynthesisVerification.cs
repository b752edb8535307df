using System.Security.Cryptography;
using Spico.Protocol.V1;
using Spico.Silo.Messages;
using Spico.Silo.Streams;

namespace Spico.Silo.Syntheses;

/// <summary>Compares messages of a manifest with the conversation, as somebody may read it.</summary>
internal sealed class SynthesisVerification(
    MessageReader reader, StreamReading reading, long synthesis, byte[] nonce)
{
    private const int HashBytes = 32;

    /// <summary>Checks the fields of a request; null when all is well.</summary>
    public static Error? Check(VerifySynthesisRequest request) => request switch
    {
        { Document.Length: not HashBytes } => Refusal.Invalid("document", $"{HashBytes} bytes."),
        { Entries.Count: > SynthesisLimits.VerifiedMessages } => Refusal.TooLarge(
            "entries", SynthesisLimits.VerifiedMessages, "messages"),
        { Entries.Count: > 0, Nonce.Length: not MessageHash.NonceBytes } => Refusal.Invalid(
            "nonce", $"{MessageHash.NonceBytes} bytes."),
        _ when request.Entries.Any(entry => entry.Hash.Length != HashBytes || entry.Message is 0 or > long.MaxValue) =>
            Refusal.Invalid("entries", $"The number of a message, and {HashBytes} bytes."),
        _ => null,
    };

    /// <summary>What became of a message.</summary>
    public async Task<SynthesisFinding> CompareAsync(SynthesisEntry entry)
    {
        var versions = new List<Fact>();
        for (bool isEnd = false; !isEnd;)
        {
            long after = versions.Count == 0 ? 0 : (long)versions[^1].Seq;
            if (await reader.ReadVersionsAsync(reading, (long)entry.Message, after) is not { } page)
            {
                return SynthesisFinding.NotAccessible;
            }

            versions.AddRange(page.Versions);
            isEnd = page.End || page.Versions.Count == 0;
        }

        if (versions.Count == 0)
        {
            return SynthesisFinding.NotAccessible;
        }

        ulong retracted = versions[0].MessagePosted.Retracted;
        if (retracted >= (ulong)synthesis)
        {
            return SynthesisFinding.RetractedSince;
        }

        Fact[] then = [.. versions.Where(version => version.Seq < (ulong)synthesis)];
        if (then.Length == 0
            || !CryptographicOperations.FixedTimeEquals(MessageHash.Of(nonce, then, retracted), entry.Hash.Span))
        {
            return SynthesisFinding.Different;
        }

        return then.Length < versions.Count && retracted == 0
            ? SynthesisFinding.EditedSince
            : SynthesisFinding.Unchanged;
    }
}

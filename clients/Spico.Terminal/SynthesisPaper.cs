using System.Text.Json;
using Google.Protobuf;
using Spico.Protocol.V1;

namespace Spico.Terminal;

/// <summary>The manifest that lies in a synthesis, page or PDF, as it was made.</summary>
/// <param name="Nonce">The secret of its hashes.</param>
/// <param name="Entries">Its messages, with the hash of each.</param>
internal sealed record SynthesisPaper(byte[] Nonce, IReadOnlyList<SynthesisEntry> Entries)
{
    /// <summary>Messages that are verified at once.</summary>
    public const int EntriesMax = 500;

    /// <summary>Reads it; without any messages when there is none.</summary>
    public static SynthesisPaper Read(ReadOnlySpan<byte> document)
    {
        int format = document.IndexOf("\"spico.synthesis.v1\""u8);
        int begin = format < 0 ? -1 : document[..format].LastIndexOf((byte)'{');
        if (begin < 0)
        {
            return new SynthesisPaper([], []);
        }

        try
        {
            var reader = new Utf8JsonReader(document[begin..]);
            using var manifest = JsonDocument.ParseValue(ref reader);
            return new SynthesisPaper(
                Bytes(manifest.RootElement.GetProperty("nonce")),
                [
                    .. manifest.RootElement.GetProperty("messages").EnumerateArray().Select(entry =>
                        new SynthesisEntry
                        {
                            Message = entry.GetProperty("seq").GetUInt64(),
                            Hash = ByteString.CopyFrom(Bytes(entry.GetProperty("hash"))),
                        }),
                ]);
        }
        catch (Exception broken) when (broken is JsonException or FormatException or KeyNotFoundException
            or InvalidOperationException)
        {
            return new SynthesisPaper([], []);
        }

        static byte[] Bytes(JsonElement digits) => Convert.FromHexString(digits.GetString() ?? "");
    }
}

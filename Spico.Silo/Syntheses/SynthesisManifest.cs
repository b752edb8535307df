using System.Text.Json;
using Spico.Silo.Syntheses.Gathering;

namespace Spico.Silo.Syntheses;

/// <summary>What a synthesis is made of, for whoever verifies it: see SPEC.md.</summary>
internal static class SynthesisManifest
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>The manifest, as JSON.</summary>
    public static byte[] Write(SynthesisContent content)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Indented))
        {
            json.WriteStartObject();
            json.WriteString("format", "spico.synthesis.v1");
            json.WriteString("conversation", Wording.Id(content.Stream.ToByteString()));
            json.WriteNumber("synthesis", content.Asked.Seq);
            json.WriteNumber("epoch", content.Asked.Epoch);
            json.WriteNumber("head", content.Head);
            json.WriteString("askedBy", Wording.Id(content.Asker.Id));
            json.WriteString("askedAt", content.AskedAt.ToUniversalTime());
            json.WriteString("nonce", Convert.ToHexStringLower(content.Nonce));
            json.WriteString("digest", Convert.ToHexStringLower(SynthesisSummary.Digest(content)));
            json.WriteStartArray("messages");
            foreach (SynthesisMessage message in content.Messages)
            {
                json.WriteStartObject();
                json.WriteNumber("seq", message.Seq);
                json.WriteString("hash", Convert.ToHexStringLower(message.Hash));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }
}

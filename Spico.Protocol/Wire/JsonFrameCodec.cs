using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Spico.Protocol.V1;

namespace Spico.Protocol.Wire;

/// <summary>
/// Protobuf's JSON mapping. Stricter than the mapping asks where leniency is a trap: a key twice in one object,
/// nesting beyond 32, numbers that JSON does not have and bytes that are not UTF-8 are refused. Keys that are not known
/// are ignored.
/// </summary>
internal sealed class JsonFrameCodec : IFrameCodec
{
    private const int DepthMax = 32;
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default);
    private static readonly JsonParser Parser = new(new JsonParser.Settings(DepthMax).WithIgnoreUnknownFields(true));
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = DepthMax,
    };

    public string Name => "spico.v1.json";

    public FrameFormat Format => FrameFormat.Text;

    public bool TryDecode(
        ReadOnlySequence<byte> bytes,
        [NotNullWhen(true)] out Frame? frame,
        [NotNullWhen(false)] out FrameError? error)
    {
        try
        {
            // The first look is for the strictness, the second for the mapping.
            using (JsonDocument document = JsonDocument.Parse(bytes, Strict))
            {
                if (document.RootElement.ValueKind != JsonValueKind.Object)
                {
                    return Refuse(out frame, out error);
                }
            }

            frame = Parser.Parse<Frame>(Utf8.GetString(bytes));
            error = null;
            return true;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Two parsers with several kinds of exception each; a decoder of strangers' bytes lets none of them out.
            return Refuse(out frame, out error);
        }
    }

    public void Write(Frame frame, IBufferWriter<byte> output) =>
        Encoding.UTF8.GetBytes(Formatter.Format(frame), output);

    private static bool Refuse(out Frame? frame, out FrameError? error)
    {
        frame = null;
        error = new FrameError("Not a JSON frame.");
        return false;
    }
}

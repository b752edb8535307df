using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Google.Protobuf;
using Spico.Protocol.V1;

namespace Spico.Protocol.Wire;

internal sealed class JsonFrameCodec : IFrameCodec
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default);
    private static readonly JsonParser Parser = new(new JsonParser.Settings(32).WithIgnoreUnknownFields(true));

    public string Name => "spico.v1.json";

    public FrameFormat Format => FrameFormat.Text;

    public bool TryDecode(
        ReadOnlySequence<byte> bytes,
        [NotNullWhen(true)] out Frame? frame,
        [NotNullWhen(false)] out FrameError? error)
    {
        try
        {
            frame = Parser.Parse<Frame>(Encoding.UTF8.GetString(bytes));
            error = null;
            return true;
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidJsonException)
        {
            frame = null;
            error = new FrameError("Not a JSON frame.");
            return false;
        }
    }

    public void Write(Frame frame, IBufferWriter<byte> output) =>
        Encoding.UTF8.GetBytes(Formatter.Format(frame), output);
}

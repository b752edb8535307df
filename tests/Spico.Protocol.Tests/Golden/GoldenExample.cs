using System.Buffers;
using System.Runtime.CompilerServices;
using Spico.Protocol.V1;
using Spico.Protocol.Wire;

namespace Spico.Protocol.Tests.Golden;

/// <summary>
/// One frame kept as JSON and as the hexadecimal digits of its protobuf bytes. A change of either is a change of the
/// wire: <c>SPICO_UPDATE_GOLDEN=1</c> writes the digits anew, to be looked at before they are committed.
/// </summary>
internal sealed record GoldenExample(string Name, string Json)
{
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(Here(), "../../../Spico.Protocol/golden"));

    public static IReadOnlyList<GoldenExample> All { get; } =
    [
        .. Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal)
            .Select(path => new GoldenExample(Path.GetFileNameWithoutExtension(path), File.ReadAllText(path))),
    ];

    public string HexPath => Path.Combine(Folder, Name + ".hex");

    /// <summary>The frame as its JSON says it.</summary>
    public Frame Frame => Decode(FrameCodecs.Json, System.Text.Encoding.UTF8.GetBytes(Json));

    public static Frame Decode(IFrameCodec codec, byte[] bytes)
    {
        Assert.True(codec.TryDecode(new ReadOnlySequence<byte>(bytes), out Frame? frame, out FrameError? error),
            error?.Message);
        return frame;
    }

    public static byte[] Encode(IFrameCodec codec, Frame frame)
    {
        var output = new ArrayBufferWriter<byte>();
        codec.Write(frame, output);
        return output.WrittenSpan.ToArray();
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}

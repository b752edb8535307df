namespace Spico.Protocol.Wire;

/// <summary>The encodings that come with Spico.</summary>
public static class FrameCodecs
{
    /// <summary>Protobuf, named <c>spico.v1.proto</c>: the canonical encoding.</summary>
    public static IFrameCodec Protobuf { get; } = new ProtobufFrameCodec();

    /// <summary>Protobuf's JSON mapping, named <c>spico.v1.json</c>.</summary>
    public static IFrameCodec Json { get; } = new JsonFrameCodec();

    /// <summary>All of them, the canonical one first.</summary>
    public static IReadOnlyList<IFrameCodec> All { get; } = [Protobuf, Json];

    /// <summary>The codec of a name, or null.</summary>
    public static IFrameCodec? Find(string name) => All.FirstOrDefault(codec => codec.Name == name);
}

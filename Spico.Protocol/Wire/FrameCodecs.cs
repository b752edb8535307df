namespace Spico.Protocol.Wire;

/// <summary>The encodings that come with Spico.</summary>
public static class FrameCodecs
{
    /// <summary>Protobuf, named <c>spico.v1.proto</c>: the canonical encoding.</summary>
    public static IFrameCodec Protobuf { get; } = new ProtobufFrameCodec();

    /// <summary>Protobuf's JSON mapping, named <c>spico.v1.json</c>.</summary>
    public static IFrameCodec Json { get; } = new JsonFrameCodec();
}

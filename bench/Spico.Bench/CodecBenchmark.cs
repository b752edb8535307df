using System.Buffers;
using BenchmarkDotNet.Attributes;
using Spico.Protocol.V1;
using Spico.Protocol.Wire;

namespace Spico.Bench;

/// <summary>What does it cost to read a post and to write a delivery, by encoding and size of the text?</summary>
[MemoryDiagnoser]
public class CodecBenchmark
{
    private readonly ArrayBufferWriter<byte> _output = new(256 * 1024);
    private IFrameCodec _codec = FrameCodecs.Protobuf;
    private Frame _delivery = new();
    private ReadOnlySequence<byte> _post;

    /// <summary>The encoding.</summary>
    [Params("spico.v1.proto", "spico.v1.json")]
    public string Codec { get; set; } = "spico.v1.proto";

    /// <summary>Bytes of text.</summary>
    [Params(20, 200, 4096)]
    public int TextBytes { get; set; } = 200;

    /// <summary>Prepares the frames.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        _codec = Codec == FrameCodecs.Json.Name ? FrameCodecs.Json : FrameCodecs.Protobuf;
        _delivery = SampleFrames.Delivery(TextBytes);
        var post = new ArrayBufferWriter<byte>();
        _codec.Write(SampleFrames.Post(TextBytes), post);
        _post = new ReadOnlySequence<byte>(post.WrittenMemory);
    }

    /// <summary>One post, as a door reads it.</summary>
    [Benchmark]
    public Frame? ReadPost() => _codec.TryDecode(_post, out Frame? frame, out _) ? frame : null;

    /// <summary>One delivery, as it is encoded once for everybody.</summary>
    [Benchmark]
    public int WriteDelivery()
    {
        _output.ResetWrittenCount();
        _codec.Write(_delivery, _output);
        return _output.WrittenCount;
    }
}

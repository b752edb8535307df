using System.Buffers;
using BenchmarkDotNet.Attributes;
using Spico.Protocol.Wire;

namespace Spico.Bench;

/// <summary>What does it cost to find the frames in what a TCP connection received?</summary>
[MemoryDiagnoser]
public class FramingBenchmark
{
    private const int Frames = 64;
    private const int FrameBytesMax = 64 * 1024;
    private ReadOnlySequence<byte> _received;

    /// <summary>Bytes of text in each frame.</summary>
    [Params(20, 200, 4096)]
    public int TextBytes { get; set; } = 200;

    /// <summary>Prepares the bytes.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        var output = new ArrayBufferWriter<byte>();
        for (int i = 0; i < Frames; i++)
        {
            LengthPrefixedFraming.Write(SampleFrames.Post(TextBytes), FrameCodecs.Protobuf, output);
        }

        _received = new ReadOnlySequence<byte>(output.WrittenMemory);
    }

    /// <summary>All frames of one read.</summary>
    [Benchmark(OperationsPerInvoke = Frames)]
    public long FindFrames()
    {
        ReadOnlySequence<byte> rest = _received;
        long bytes = 0;
        while (LengthPrefixedFraming.TryRead(ref rest, FrameBytesMax, out ReadOnlySequence<byte> frame)
            == FramingStatus.Complete)
        {
            bytes += frame.Length;
        }

        return bytes;
    }
}

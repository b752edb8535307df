using System.Buffers;
using BenchmarkDotNet.Attributes;
using Spico.Gateway.Sessions;
using Spico.Gateway.Streams;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Protocol.Wire;
using Spico.Silo.Streams;

namespace Spico.Bench;

/// <summary>
/// What does a durable fact cost until it is in every member's outgoing buffer? It is encoded once for all: what is
/// allocated does not depend on the members.
/// </summary>
[MemoryDiagnoser]
public class FanOutBenchmark
{
    private const int OutboxBytesMax = 1024 * 1024;
    private const int OutboxPushesMax = 1000;

    private readonly byte[] _output = new byte[64 * 1024];
    private IFrameCodec _codec = FrameCodecs.Protobuf;
    private Envelope _fact = null!;
    private Outbox[] _outboxes = [];

    /// <summary>The encoding that members speak.</summary>
    [Params("spico.v1.proto", "spico.v1.json")]
    public string Codec { get; set; } = "spico.v1.proto";

    /// <summary>Bytes of text.</summary>
    [Params(20, 200, 4096)]
    public int TextBytes { get; set; } = 200;

    /// <summary>Members who have the conversation open.</summary>
    [Params(8, 1000)]
    public int Members { get; set; } = 8;

    /// <summary>Prepares the members and the fact.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        _codec = Codec == FrameCodecs.Json.Name ? FrameCodecs.Json : FrameCodecs.Protobuf;
        byte[] frame = SampleFrames.Encoded(SampleFrames.Delivery(TextBytes));
        var stream = StreamId.OpenedBy(StreamKind.Conversation, PersonId.New(), RequestId.New());
        _fact = new Envelope(stream, 100_000, DataClass.Unspecified, frame, null);
        _outboxes = [.. Enumerable.Range(0, Members).Select(_ => new Outbox(OutboxBytesMax, OutboxPushesMax))];
        FanOut();
    }

    /// <summary>One fact to all members.</summary>
    [Benchmark]
    public long FanOut()
    {
        var pushes = new FactPushes(_fact);
        foreach (Outbox outbox in _outboxes)
        {
            outbox.Put(pushes.For(StreamAccess.All));
        }

        long bytes = 0;
        foreach (Outbox outbox in _outboxes)
        {
            while (outbox.TryRead(out SharedPush? push))
            {
                ReadOnlyMemory<byte> frame = push.FrameIn(_codec);
                frame.Span.CopyTo(_output);
                bytes += frame.Length;
            }
        }

        return bytes;
    }

    /// <summary>Bytes that one fact to so many members allocates.</summary>
    internal static long AllocatedFor(int members, string codec)
    {
        var benchmark = new FanOutBenchmark { Members = members, Codec = codec };
        benchmark.Prepare();
        long before = GC.GetAllocatedBytesForCurrentThread();
        benchmark.FanOut();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}

using Google.Protobuf;
using Spico.Gateway.Sessions;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Gateway.Streams;

/// <summary>The pushes about streams that a gateway makes itself.</summary>
internal static class StreamPushes
{
    /// <summary>Stands for a fact outside its reader's classes: its position and nothing else.</summary>
    public static SharedPush Elided(StreamId stream, long seq) => Of(new Push
    {
        Fact = new Fact { Stream = stream.ToByteString(), Seq = (ulong)seq, Elided = new Elided() },
    });

    /// <summary>No more of this stream.</summary>
    public static SharedPush Ended(StreamId stream, StreamEndReason reason) => Of(new Push
    {
        StreamEnded = new StreamEnded { Stream = stream.ToByteString(), Reason = reason },
    });

    private static SharedPush Of(Push push) => new(new Frame { Push = push }.ToByteArray());
}

using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Channels;
using Spico.Gateway.Sessions;
using Spico.Protocol.V1;
using Spico.Protocol.Wire;
using Spico.Silo.Streams;

namespace Spico.Gateway.Protocols.Spico;

/// <summary>
/// The writing side of one connection: replies and pushes in order, a batch with one flush. Used by one loop at a time.
/// </summary>
internal sealed class FrameWriter(PipeWriter output, IFrameTransport transport, FrameQueue outgoing)
{
    private const int BatchPushesMax = 128;
    private const int BatchBytesMax = 64 * 1024;

    /// <summary>Writes until the pushes end. False when the connection was lost.</summary>
    public async Task<bool> WriteAsync(ChannelReader<SharedPush> pushes, IFrameCodec codec)
    {
        while (await pushes.WaitToReadAsync())
        {
            bool hasMore = true;
            while (hasMore)
            {
                hasMore = WriteBatch(pushes, codec, out bool isWritten);
                if (isWritten && (await output.FlushAsync()).IsCompleted)
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Writes what still waits, the last frame unless nobody wants it, and the transport's own end.</summary>
    public async ValueTask WriteEndAsync(Goodbye? goodbye, ushort wireCode, IFrameCodec codec)
    {
        if (goodbye is not null)
        {
            WriteReplies(codec);
            transport.Write(new Frame { Goodbye = goodbye }, codec, output);
        }

        transport.WriteEnd(wireCode, output);
        await output.FlushAsync();
    }

    /// <summary>Writes what waits, up to a batch; the caller flushes. True when more waits.</summary>
    private bool WriteBatch(ChannelReader<SharedPush> pushes, IFrameCodec codec, out bool isWritten)
    {
        int bytes = 0;
        isWritten = transport.WriteControl(output) | WriteReplies(codec);
        for (int i = 0; i < BatchPushesMax && bytes < BatchBytesMax; i++)
        {
            if (!pushes.TryRead(out SharedPush? push))
            {
                return false;
            }

            // A reply that came before this push is written before it: the reply to an opened stream comes first.
            WriteReplies(codec);
            ReadOnlyMemory<byte> frame = push.FrameIn(codec);
            transport.Write(frame.Span, codec, output);
            bytes += frame.Length;
            isWritten = true;
        }

        return true;
    }

    private bool WriteReplies(IFrameCodec codec)
    {
        bool isWritten = false;
        while (outgoing.TryTake(out OutgoingFrame frame))
        {
            Write(frame, codec);
            isWritten = true;
        }

        return isWritten;
    }

    private void Write(in OutgoingFrame outgoing, IFrameCodec codec)
    {
        (Frame frame, IReadOnlyList<Envelope>? facts) = outgoing;
        if (facts is null)
        {
            transport.Write(frame, codec, output);
        }
        else if (ReferenceEquals(codec, FrameCodecs.Protobuf))
        {
            byte[] bytes = ArrayPool<byte>.Shared.Rent(HistoryEncoding.BytesOf(frame, facts));
            transport.Write(HistoryEncoding.Write(frame, facts, bytes), codec, output);
            ArrayPool<byte>.Shared.Return(bytes);
        }
        else
        {
            Reply whole = new SessionReply(frame.Reply, facts).Whole();
            transport.Write(new Frame { Id = frame.Id, Reply = whole }, codec, output);
        }
    }
}

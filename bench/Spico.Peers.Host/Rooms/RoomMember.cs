using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Spico.Peers.Host.Rooms;

/// <summary>One connection's way out: frames that many share wait in its queue and go out together.</summary>
internal sealed class RoomMember(ConnectionContext connection)
{
    private const int QueueMax = 65_536;

    private readonly Channel<byte[]> _frames = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(QueueMax) { SingleReader = true });

    /// <summary>Queues a frame; who reads too slowly is cut off.</summary>
    public void Send(byte[] frame)
    {
        if (!_frames.Writer.TryWrite(frame))
        {
            connection.Abort();
        }
    }

    /// <summary>No more frames.</summary>
    public void Complete() => _frames.Writer.TryComplete();

    /// <summary>Writes what is queued until it is complete.</summary>
    public async Task WriteAsync()
    {
        PipeWriter output = connection.Transport.Output;
        while (await _frames.Reader.WaitToReadAsync())
        {
            while (_frames.Reader.TryRead(out byte[]? frame))
            {
                output.Write(frame);
            }

            FlushResult flushed = await output.FlushAsync();
            if (flushed.IsCompleted)
            {
                return;
            }
        }
    }
}

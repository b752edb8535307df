using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Spico.Protocol.V1;
using Spico.Protocol.Wire;

namespace Spico.Client.Connections;

/// <summary>Frames over TCP: the codec's name and a line feed first, then each frame behind its length.</summary>
internal sealed class TcpTransport : IFrameTransport
{
    private readonly Stream _stream;
    private readonly PipeReader _reader;
    private readonly int _frameBytesMax;
    private ReadOnlySequence<byte> _received;
    private SequencePosition _consumed;
    private bool _isHolding;

    private TcpTransport(Stream stream, int frameBytesMax)
    {
        _stream = stream;
        _frameBytesMax = frameBytesMax;

        // Zero-byte reads: no buffer is held while nothing arrives.
        _reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 4096, useZeroByteReads: true));
    }

    public Goodbye? Goodbye => null;

    public static async Task<TcpTransport> ConnectAsync(SpicoClientOptions options, CancellationToken cancellationToken)
    {
        Uri endpoint = options.Endpoint;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(endpoint.IdnHost, endpoint.Port < 0 ? 7401 : endpoint.Port, cancellationToken);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (endpoint.Scheme is "tls" or "tcps")
            {
                var secured = new SslStream(stream);
                stream = secured;
                await secured.AuthenticateAsClientAsync(
                    new SslClientAuthenticationOptions { TargetHost = endpoint.IdnHost }, cancellationToken);
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes(options.Codec.Name + "\n"), cancellationToken);
            return new TcpTransport(stream, options.FrameBytesMax);
        }
        catch
        {
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }

            socket.Dispose();
            throw;
        }
    }

    public void Append(FrameBuffer batch, IFrameCodec codec, Frame frame)
    {
        int start = batch.BeginLength();
        codec.Write(frame, batch);
        batch.EndLength(start);
    }

    public ValueTask SendAsync(FrameBuffer batch, CancellationToken cancellationToken) =>
        _stream.WriteAsync(batch.Bytes, cancellationToken);

    public async ValueTask<ReadOnlySequence<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_isHolding)
            {
                _received = _received.Slice(_consumed);
                if (TryTakeFrame(out ReadOnlySequence<byte> frame))
                {
                    return frame;
                }

                _reader.AdvanceTo(_received.Start, _received.End);
                _isHolding = false;
            }

            ReadResult result = await _reader.ReadAsync(cancellationToken);
            if (result.IsCompleted && result.Buffer.Length < sizeof(int) + 1)
            {
                return null;
            }

            _received = result.Buffer;
            _consumed = result.Buffer.Start;
            _isHolding = true;
            if (result.IsCompleted && !TryPeekFrame())
            {
                return null;
            }
        }
    }

    public ValueTask CloseAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _reader.CompleteAsync();
        await _stream.DisposeAsync();
    }

    private bool TryPeekFrame()
    {
        SequencePosition before = _consumed;
        bool found = TryTakeFrame(out _);
        _consumed = before;
        return found;
    }

    private bool TryTakeFrame(out ReadOnlySequence<byte> frame)
    {
        frame = default;
        if (_received.Length < sizeof(int))
        {
            _consumed = _received.Start;
            return false;
        }

        Span<byte> prefix = stackalloc byte[sizeof(int)];
        _received.Slice(0, sizeof(int)).CopyTo(prefix);
        int length = BinaryPrimitives.ReadInt32BigEndian(prefix);
        if (length <= 0 || length > _frameBytesMax)
        {
            throw new InvalidDataException("The server sent a frame of an impossible length.");
        }

        if (_received.Length < sizeof(int) + (long)length)
        {
            _consumed = _received.Start;
            return false;
        }

        frame = _received.Slice(sizeof(int), length);
        _consumed = frame.End;
        return true;
    }
}

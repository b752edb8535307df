using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
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
    private bool _isHolding;
    private bool _isCompleted;

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

            var preface = new ArrayBufferWriter<byte>(TcpPreface.BytesMax);
            TcpPreface.Write(options.Codec, preface);
            await stream.WriteAsync(preface.WrittenMemory, cancellationToken);
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

    public void Append(FrameBuffer batch, IFrameCodec codec, Frame frame) =>
        LengthPrefixedFraming.Write(frame, codec, batch);

    public ValueTask SendAsync(FrameBuffer batch, CancellationToken cancellationToken) =>
        _stream.WriteAsync(batch.Bytes, cancellationToken);

    // Called once a frame, by one loop: what awaits is used again instead of being made anew.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ReadOnlySequence<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_isHolding)
            {
                switch (LengthPrefixedFraming.TryRead(ref _received, _frameBytesMax, out ReadOnlySequence<byte> frame))
                {
                    case FramingStatus.Complete:
                        return frame;
                    case FramingStatus.Invalid:
                        throw new InvalidDataException("The server sent a frame of an impossible length.");
                }

                _reader.AdvanceTo(_received.Start, _received.End);
                _isHolding = false;
            }

            if (_isCompleted)
            {
                return null;
            }

            ReadResult result = await _reader.ReadAsync(cancellationToken);
            _received = result.Buffer;
            _isCompleted = result.IsCompleted;
            _isHolding = true;
        }
    }

    public ValueTask CloseAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _reader.CompleteAsync();
        await _stream.DisposeAsync();
    }
}

using System.Buffers;
using Spico.Protocol.V1;
using Spico.Protocol.Wire;

namespace Spico.Client.Connections;

/// <summary>A session over frames: hello and welcome, heartbeat, one sending and one receiving loop.</summary>
internal sealed class FrameConnection : IConnection
{
    private const byte PushTag = (2 << 3) | 2;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<Goodbye?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IFrameTransport _transport;
    private readonly IFrameCodec _codec;
    private readonly IConnectionSink _sink;
    private readonly TimeProvider _clock;
    private readonly bool _isProtobuf;
    private FrameBuffer _waiting = new();
    private FrameBuffer _sending = new();
    private Task _sendLoop = Task.CompletedTask;
    private Task _receiveLoop = Task.CompletedTask;
    private ITimer? _heartbeat;
    private Goodbye? _goodbye;
    private bool _isSending;
    private volatile bool _heard = true;
    private int _misses;

    private FrameConnection(IFrameTransport transport, SpicoClientOptions options, IConnectionSink sink)
    {
        _transport = transport;
        _codec = options.Codec;
        _sink = sink;
        _clock = options.TimeProvider;
        _isProtobuf = ReferenceEquals(_codec, FrameCodecs.Protobuf);
    }

    public Welcome Welcome { get; private set; } = new();

    public Task<Goodbye?> Ended => _ended.Task;

    /// <summary>Connects and signs in. Throws <see cref="RefusedException"/> when the server says goodbye.</summary>
    public static async Task<FrameConnection> OpenAsync(
        SpicoClientOptions options,
        Credential credential,
        IConnectionSink sink,
        CancellationToken cancellationToken)
    {
        IFrameTransport transport = options.Door == Door.Tcp
            ? await TcpTransport.ConnectAsync(options, cancellationToken)
            : await WebSocketTransport.ConnectAsync(options, cancellationToken);
        var connection = new FrameConnection(transport, options, sink);
        try
        {
            await connection.SignInAsync(options, credential, cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public void Start()
    {
        uint seconds = Welcome.Limits?.HeartbeatSeconds is > 0 and uint told ? told : 30;
        TimeSpan interval = TimeSpan.FromSeconds(seconds);
        _heartbeat = _clock.CreateTimer(OnHeartbeat, null, interval, interval);
        _receiveLoop = ReceiveAllAsync();
    }

    public void Send(uint id, Command command) => Send(new Frame { Id = id, Command = command });

    public async ValueTask DisposeAsync()
    {
        End(null);
        if (_heartbeat is not null)
        {
            await _heartbeat.DisposeAsync();
        }

        await _transport.CloseAsync();
        await _stopping.CancelAsync();
        await Task.WhenAll(_receiveLoop, _sendLoop);
        await _transport.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task SignInAsync(
        SpicoClientOptions options,
        Credential credential,
        CancellationToken cancellationToken)
    {
        var hello = new Hello { Device = options.Device, Client = options.Client };
        if (options.OnBehalfOf is { } professional)
        {
            hello.OnBehalfOf = professional.ToByteString();
        }

        if (credential.SignIn is not null)
        {
            hello.SignIn = credential.SignIn;
        }
        else
        {
            hello.AccessToken = credential.AccessToken;
        }

        var batch = new FrameBuffer();
        _transport.Append(batch, _codec, new Frame { Hello = hello });
        await _transport.SendAsync(batch, cancellationToken);
        ReadOnlySequence<byte>? bytes = await _transport.ReceiveAsync(cancellationToken);
        if (bytes is null)
        {
            throw _transport.Goodbye is { } closed
                ? new RefusedException(closed)
                : new IOException("The connection ended before the welcome.");
        }

        Frame frame = Decode(bytes.Value);
        Welcome = frame.KindCase switch
        {
            Frame.KindOneofCase.Welcome => frame.Welcome,
            Frame.KindOneofCase.Goodbye => throw new RefusedException(frame.Goodbye),
            _ => throw new InvalidDataException("The server's first frame is neither welcome nor goodbye."),
        };
    }

    private void Send(Frame frame)
    {
        lock (_gate)
        {
            if (_ended.Task.IsCompleted)
            {
                return;
            }

            _transport.Append(_waiting, _codec, frame);
            if (_isSending)
            {
                return;
            }

            _isSending = true;
            _sendLoop = SendAllAsync();
        }
    }

    private async Task SendAllAsync()
    {
        // Off the caller's stack: it holds locks, and what it sends next joins this batch.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            while (true)
            {
                lock (_gate)
                {
                    _sending.Clear();
                    if (_waiting.IsEmpty)
                    {
                        _isSending = false;
                        return;
                    }

                    (_waiting, _sending) = (_sending, _waiting);
                }

                await _transport.SendAsync(_sending, _stopping.Token);
            }
        }
        catch (Exception exception) when (Connector.IsConnectionLoss(exception))
        {
            // What the server said last may still be unread: the receiving loop finds it and ends the connection.
        }
    }

    private async Task ReceiveAllAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            while (await _transport.ReceiveAsync(_stopping.Token) is { } bytes)
            {
                _heard = true;
                OnFrame(bytes);
            }
        }
        catch (Exception)
        {
            // A lost connection, or a handler of the application that throws: the client comes back.
        }

        End(_goodbye ?? _transport.Goodbye);
    }

    private void OnFrame(ReadOnlySequence<byte> bytes)
    {
        if (_isProtobuf && bytes.FirstSpan is [PushTag, ..])
        {
            OnEncodedPush(bytes);
            return;
        }

        Frame frame = Decode(bytes);
        switch (frame.KindCase)
        {
            case Frame.KindOneofCase.Push:
                _sink.OnPush(frame.Push);
                break;
            case Frame.KindOneofCase.Reply:
                _sink.OnReply(frame.Id, frame.Reply);
                break;
            case Frame.KindOneofCase.Ping:
                Send(new Frame { Pong = new Pong { Nonce = frame.Ping.Nonce } });
                break;
            case Frame.KindOneofCase.Goodbye:
                _goodbye = frame.Goodbye;
                break;
        }
    }

    private void OnEncodedPush(ReadOnlySequence<byte> bytes)
    {
        byte[]? rented = null;
        ReadOnlySpan<byte> frame = bytes.FirstSpan;
        if (!bytes.IsSingleSegment)
        {
            rented = ArrayPool<byte>.Shared.Rent((int)bytes.Length);
            bytes.CopyTo(rented);
            frame = rented.AsSpan(0, (int)bytes.Length);
        }

        if (!WireReader.TryReadField(ref frame, out _, out _, out ReadOnlySpan<byte> push) || !frame.IsEmpty)
        {
            throw new InvalidDataException("The server sent a push that cannot be read.");
        }

        _sink.OnPush(push);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private Frame Decode(ReadOnlySequence<byte> bytes) =>
        _codec.TryDecode(bytes, out Frame? frame, out FrameError? error)
            ? frame
            : throw new InvalidDataException(error.Message);

    private void OnHeartbeat(object? state)
    {
        if (_heard)
        {
            _heard = false;
            _misses = 0;
            return;
        }

        if (++_misses > 2)
        {
            End(null);
            return;
        }

        Send(new Frame { Ping = new Ping { Nonce = (uint)_misses } });
    }

    private void End(Goodbye? goodbye) => _ended.TrySetResult(goodbye);
}

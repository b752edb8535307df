using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.Extensions.Logging;
using Spico.Gateway.Sessions;
using Spico.Protocol.V1;
using Spico.Protocol.Wire;

namespace Spico.Gateway.Protocols.Spico;

/// <summary>
/// One connection, over WebSocket or TCP. One loop reads frames and hands commands to the session; one loop writes:
/// replies and pushes in order, a batch with one flush. Whoever ends it, the last frame says why.
/// </summary>
internal sealed partial class FrameConnection : IReplyReceiver
{
    private readonly IDuplexPipe _pipe;
    private readonly IFrameTransport _transport;
    private readonly FrameConnectionServices _services;
    private readonly Action _abort;
    private readonly FrameQueue _outgoing;
    private readonly FrameWriter _writer;
    private readonly long _startedAt;
    private IFrameCodec? _codec;
    private IOrderedSession? _session;
    private Task? _writing;
    private Goodbye? _goodbye;
    private int _wireCode;
    private int _unsupported;
    private int _missed;
    private bool _isPeerGone;
    private long _receivedAt;
    private long _insideFrameSince;
    private long _endedAt;
    private long _drainingSince;
    private volatile bool _isDrained;
    private TokenBucket _control;

    public FrameConnection(
        IDuplexPipe pipe, IFrameTransport transport, FrameConnectionServices services, Action abort)
    {
        _pipe = pipe;
        _transport = transport;
        _services = services;
        _abort = abort;
        _outgoing = new FrameQueue(services.Options.RepliesWaitingMax);
        _writer = new FrameWriter(pipe.Output, transport, _outgoing);
        _control = new TokenBucket(10, services.Options.ControlBurst);
        _startedAt = services.Time.GetTimestamp();
        _receivedAt = _startedAt;
    }

    /// <summary>
    /// Serves the connection until it ends. Never throws.
    /// </summary>
    /// <param name="codec">The encoding negotiated, or null when the client says it first.</param>
    /// <param name="address">Where it comes from.</param>
    /// <param name="closed">Cancelled when the connection is lost.</param>
    public async Task RunAsync(IFrameCodec? codec, IPAddress? address, CancellationToken closed)
    {
        _codec = codec;
        _services.Connections.Add(this);
        try
        {
            await ReadAsync(address, closed);
        }
        catch (Exception exception) when (IsConnectionLost(exception))
        {
            _isPeerGone = true;
        }
        catch (Exception exception)
        {
            Log.Broken(_services.Logger, exception, _transport.Name);
            End(CloseCode.GoingAway, "A defect of the server.");
            _isDrained = true;
        }

        try
        {
            await FinishAsync();
        }
        catch (Exception exception) when (IsConnectionLost(exception))
        {
            // There is nobody left to tell.
        }
        finally
        {
            _services.Connections.Remove(this);
        }
    }

    public void Receive(uint id, Reply reply) => _outgoing.Add(new Frame { Id = id, Reply = reply });

    /// <summary>Ends the connection; the first reason given counts.</summary>
    public void End(CloseCode code, string reason, int wireCode = 0) =>
        End(new Goodbye { Code = code, Reason = reason }, wireCode);

    /// <summary>Looks after the time limits. Called every half second or so, by one thread.</summary>
    public void Sweep()
    {
        TimeProvider time = _services.Time;
        if (_endedAt != 0)
        {
            SweepEnding(time.GetElapsedTime(_endedAt));
            return;
        }

        if (_goodbye is not null || _session?.Ended.IsCompleted == true)
        {
            // A writer that waits for the client must not wait any longer: there is one more frame to write.
            _endedAt = time.GetTimestamp();
            _pipe.Output.CancelPendingFlush();
            return;
        }

        if (_session is null && time.GetElapsedTime(_startedAt) >= _services.Limits.SignInTimeout)
        {
            End(CloseCode.SignInTimeout, "No sign-in in time.");
            return;
        }

        long insideSince = Volatile.Read(ref _insideFrameSince);
        if (insideSince != 0 && time.GetElapsedTime(insideSince) >= _services.Options.FrameTimeout)
        {
            End(CloseCode.ProtocolError, "A frame took too long.");
            return;
        }

        TimeSpan silent = time.GetElapsedTime(Volatile.Read(ref _receivedAt));
        if (_session is not null && silent >= _services.Limits.HeartbeatInterval * (_missed + 1))
        {
            Heartbeat();
        }
    }

    private static bool IsConnectionLost(Exception exception) =>
        exception is IOException or OperationCanceledException or ObjectDisposedException
            or Microsoft.AspNetCore.Connections.ConnectionAbortedException;

    private void SweepEnding(TimeSpan ending)
    {
        if (ending >= _services.Options.CloseTimeout)
        {
            _abort();
        }
        else if (_drainingSince != 0 && _services.Time.GetElapsedTime(_drainingSince) >= _services.Options.LingerTimeout)
        {
            _isDrained = true;
            _pipe.Input.CancelPendingRead();
        }
    }

    private void Heartbeat()
    {
        if (_missed >= _services.Limits.HeartbeatMissesMax)
        {
            End(CloseCode.HeartbeatMissed, "Nothing was received for too long.");
            return;
        }

        _missed++;
        Send(new Frame { Ping = new Ping { Nonce = (uint)Random.Shared.Next() } });
    }

    private void End(Goodbye goodbye, int wireCode = 0)
    {
        if (Interlocked.CompareExchange(ref _goodbye, goodbye, null) is not null)
        {
            return;
        }

        _wireCode = wireCode;
        _outgoing.Open();
        if (_session is { } session)
        {
            session.End(goodbye.Code, goodbye.Reason);
        }

        _pipe.Input.CancelPendingRead();
    }

    private void Send(Frame frame)
    {
        _outgoing.Add(frame);
        _session?.Wake();
    }

    private async Task ReadAsync(IPAddress? address, CancellationToken closed)
    {
        PipeReader input = _pipe.Input;
        while (_goodbye is null)
        {
            // A lost connection completes the read by itself.
            ReadResult result = await input.ReadAsync(CancellationToken.None);
            ReadOnlySequence<byte> received = result.Buffer;
            if (!received.IsEmpty)
            {
                Volatile.Write(ref _receivedAt, _services.Time.GetTimestamp());
                _missed = 0;
            }

            while (_goodbye is null && TryTake(ref received, out Frame? frame))
            {
                if (_session is null)
                {
                    await SignInAsync(frame, address, closed);
                }
                else
                {
                    Handle(frame);
                }

                await _outgoing.WaitForRoomAsync();
            }

            NoteInsideFrame(!received.IsEmpty || _transport.IsInsideFrame);
            input.AdvanceTo(received.Start, received.End);
            if (result.IsCompleted)
            {
                _isPeerGone = true;
                return;
            }

            if (result.IsCanceled && _session?.Ended.IsCompleted == true)
            {
                return;
            }
        }
    }

    private void NoteInsideFrame(bool isInside)
    {
        long since = isInside ? _insideFrameSince : 0;
        if (isInside && since == 0)
        {
            since = _services.Time.GetTimestamp();
        }

        Volatile.Write(ref _insideFrameSince, since);
    }

    /// <summary>The next frame. False when there is none yet, or the connection is to end.</summary>
    private bool TryTake(ref ReadOnlySequence<byte> received, out Frame frame)
    {
        frame = null!;
        if (_codec is null && !TryTakePreface(ref received))
        {
            return false;
        }

        while (_goodbye is null)
        {
            switch (_transport.TryRead(ref received, _codec!, out ReadOnlySequence<byte> bytes))
            {
                case TransportStatus.Frame when _codec!.TryDecode(bytes, out Frame? decoded, out FrameError? error):
                    frame = decoded;
                    return true;
                case TransportStatus.Frame:
                    End(CloseCode.ProtocolError, "A frame cannot be read.");
                    return false;
                case TransportStatus.Control:
                    AllowControl();
                    _session?.Wake();
                    break;
                case TransportStatus.Closed:
                    _isPeerGone = true;
                    End(new Goodbye { Code = CloseCode.GoingAway, Reason = "The client left." }, 1000);
                    return false;
                case TransportStatus.Violated:
                    TransportViolation violation = _transport.Violation!;
                    End(violation.Code, violation.Reason, violation.WireCode);
                    return false;
                case TransportStatus.Incomplete:
                    return false;
            }
        }

        return false;
    }

    private bool TryTakePreface(ref ReadOnlySequence<byte> received)
    {
        switch (TcpPreface.TryRead(ref received, FrameCodecs.All, out _codec))
        {
            case FramingStatus.Complete:
                return true;
            case FramingStatus.Invalid:
                End(CloseCode.Unsupported, "The first line is the name of an encoding this server knows.");
                return false;
            default:
                return false;
        }
    }

    private async ValueTask SignInAsync(Frame frame, IPAddress? address, CancellationToken closed)
    {
        if (frame.KindCase != Frame.KindOneofCase.Hello)
        {
            End(CloseCode.ProtocolError, "The first frame is hello.");
            return;
        }

        SessionOpening opening = await _services.Gate.OpenAsync(
            new SessionRequest(frame.Hello, _transport.Name, address), closed);
        if (opening.Session is not { } session)
        {
            End(opening.Refusal!);
            return;
        }

        _outgoing.Add(new Frame { Welcome = session.Welcome });

        // Interlocked: whoever ends the connection now sees the session, or is seen here.
        Interlocked.Exchange(ref _session, (IOrderedSession)session);
        if (_goodbye is { } goodbye)
        {
            session.End(goodbye.Code, goodbye.Reason);
        }

        _writing = WriteAsync(_session);
        _session.Wake();
    }

    private void Handle(Frame frame)
    {
        switch (frame.KindCase)
        {
            case Frame.KindOneofCase.Command when frame.Command.BodyCase != Command.BodyOneofCase.None:
                _session!.Send(frame.Command, frame.Id, this);
                break;
            case Frame.KindOneofCase.Command or Frame.KindOneofCase.None:
                RefuseUnknown(frame.Id);
                break;
            case Frame.KindOneofCase.Ping:
                AllowControl();
                Send(new Frame { Pong = new Pong { Nonce = frame.Ping.Nonce } });
                break;
            case Frame.KindOneofCase.Pong:
                AllowControl();
                break;
            default:
                End(CloseCode.ProtocolError, "A client sends commands, pings and pongs.");
                break;
        }
    }

    private void RefuseUnknown(uint id)
    {
        // 1008: RFC 6455's word for a client that does not keep to what it was told.
        if (++_unsupported > _services.Options.UnsupportedCommandsMax)
        {
            End(CloseCode.Unsupported, "Too many commands that this server does not know.", 1008);
            return;
        }

        Receive(id, Refusal.Unsupported());
        _session!.Wake();
    }

    private void AllowControl()
    {
        if (!_control.TryTake(_services.Time, out _))
        {
            End(CloseCode.RateLimited, "Too many pings, pongs or tiny fragments.", 1008);
        }
    }

    private async Task WriteAsync(IOrderedSession session)
    {
        try
        {
            _isPeerGone |= !await _writer.WriteAsync(session.Pushes, _codec!);
            session.End(CloseCode.GoingAway, "The connection was lost.");
        }
        catch (Exception exception) when (IsConnectionLost(exception))
        {
            _isPeerGone = true;
            session.End(CloseCode.GoingAway, "The connection was lost.");
        }
        catch (Exception exception)
        {
            Log.Broken(_services.Logger, exception, _transport.Name);
            session.End(CloseCode.GoingAway, "A defect of the server.");
        }

        _outgoing.Open();
        _pipe.Input.CancelPendingRead();
    }

    private async Task FinishAsync()
    {
        if (_session is { } session)
        {
            session.End(CloseCode.GoingAway, "The connection was closed.");
            await _writing!;
            Interlocked.CompareExchange(ref _goodbye, await session.Ended, null);
            await session.DisposeAsync();
        }

        if (_endedAt == 0)
        {
            _endedAt = _services.Time.GetTimestamp();
        }

        if (_goodbye is not { } goodbye)
        {
            return;
        }

        int wireCode = _wireCode == 0 ? (int)goodbye.Code : _wireCode;
        await _writer.WriteEndAsync(_isPeerGone ? null : goodbye, (ushort)wireCode, _codec ?? FrameCodecs.Protobuf);
        if (!_isPeerGone)
        {
            await DrainAsync();
        }
    }

    /// <summary>
    /// Reads on until the client closes: a socket closed with bytes unread is reset, and the client would lose the
    /// last frame. Cut short by the sweep.
    /// </summary>
    private async Task DrainAsync()
    {
        _drainingSince = _services.Time.GetTimestamp();
        bool isReadable = _transport.Violation is null && _codec is not null;
        while (!_isDrained)
        {
            ReadResult result = await _pipe.Input.ReadAsync();
            ReadOnlySequence<byte> received = result.Buffer;
            TransportStatus status = TransportStatus.Fragment;
            while (isReadable && status is not (TransportStatus.Incomplete or TransportStatus.Closed))
            {
                status = _transport.TryRead(ref received, _codec!, out _);
                isReadable = status != TransportStatus.Violated;
            }

            _pipe.Input.AdvanceTo(isReadable ? received.Start : result.Buffer.End, result.Buffer.End);
            if (result.IsCompleted || status == TransportStatus.Closed)
            {
                return;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A connection over {Protocol} failed")]
        public static partial void Broken(ILogger logger, Exception exception, string protocol);
    }
}

using System.Buffers;
using System.Diagnostics.CodeAnalysis;
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
    private readonly FrameReader _reader;
    private readonly FrameWriter _writer;
    private readonly ConnectionClock _clock;
    private IOrderedSession? _session;
    private Task? _writing;
    private Goodbye? _goodbye;
    private int _wireCode;
    private int _unsupported;
    private bool _isPeerGone;
    private volatile bool _isDrained;
    private TokenBucket _control;

    /// <param name="pipe">The bytes.</param>
    /// <param name="transport">How frames lie on them.</param>
    /// <param name="codec">The encoding negotiated, or null when the client says it first.</param>
    /// <param name="services">What all connections share.</param>
    /// <param name="abort">Cuts the connection.</param>
    public FrameConnection(
        IDuplexPipe pipe,
        IFrameTransport transport,
        IFrameCodec? codec,
        FrameConnectionServices services,
        Action abort)
    {
        _pipe = pipe;
        _transport = transport;
        _services = services;
        _abort = abort;
        _outgoing = new FrameQueue(services.Options.RepliesWaitingMax);
        _reader = new FrameReader(transport, codec);
        _writer = new FrameWriter(pipe.Output, transport, _outgoing);
        _control = new TokenBucket(10, services.Options.ControlBurst);
        _clock = new ConnectionClock(services.Limits, services.Options, services.Time);
    }

    /// <summary>
    /// Serves the connection until it ends. Never throws.
    /// </summary>
    /// <param name="address">Where it comes from.</param>
    /// <param name="closed">Cancelled when the connection is lost.</param>
    public async Task RunAsync(IPAddress? address, CancellationToken closed)
    {
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

    public void Receive(uint id, SessionReply reply) =>
        _outgoing.Add(new Frame { Id = id, Reply = reply.Message }, reply.Facts);

    /// <summary>Ends the connection; the first reason given counts.</summary>
    public void End(CloseCode code, string reason, int wireCode = 0) =>
        End(new Goodbye { Code = code, Reason = reason }, wireCode);

    /// <summary>Looks after the time limits. Called every half second or so, by one thread.</summary>
    public void Sweep()
    {
        switch (_clock.Check(_session is not null, _goodbye is not null || _session?.Ended.IsCompleted == true))
        {
            case ConnectionDue.SignIn:
                End(CloseCode.SignInTimeout, "No sign-in in time.");
                break;
            case ConnectionDue.Frame:
                End(CloseCode.ProtocolError, "A frame took too long.");
                break;
            case ConnectionDue.Ping:
                Send(new Frame { Ping = new Ping { Nonce = (uint)Random.Shared.Next() } });
                break;
            case ConnectionDue.Heartbeat:
                End(CloseCode.HeartbeatMissed, "Nothing was received for too long.");
                break;
            case ConnectionDue.LastFrame:
                _pipe.Output.CancelPendingFlush();
                break;
            case ConnectionDue.StopReading:
                _isDrained = true;
                _pipe.Input.CancelPendingRead();
                break;
            case ConnectionDue.Cut:
                _abort();
                break;
        }
    }

    private static bool IsConnectionLost(Exception exception) =>
        exception is IOException or OperationCanceledException or ObjectDisposedException
            or Microsoft.AspNetCore.Connections.ConnectionAbortedException;

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
        long kept = 0;
        while (_goodbye is null)
        {
            // A lost connection completes the read by itself.
            ReadResult result = await input.ReadAsync(CancellationToken.None);
            ReadOnlySequence<byte> received = result.Buffer;
            if (!received.IsEmpty)
            {
                _clock.NoteReceived();
                _session?.NoteReceived(received.Length - kept);
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

            _clock.NoteInsideFrame(!received.IsEmpty || _reader.IsInsideFrame);
            kept = received.Length;
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

    /// <summary>The next frame. False when there is none yet, or the connection is to end.</summary>
    private bool TryTake(ref ReadOnlySequence<byte> received, [NotNullWhen(true)] out Frame? frame)
    {
        while (_goodbye is null)
        {
            switch (_reader.TryRead(ref received, out frame))
            {
                case TransportStatus.Frame when frame is not null:
                    return true;
                case TransportStatus.Control:
                    AllowControl();
                    _session?.Wake();
                    break;
                case TransportStatus.Closed:
                    _isPeerGone = true;
                    End(new Goodbye { Code = CloseCode.GoingAway, Reason = "The client left." }, 1000);
                    return false;
                case TransportStatus.Violated:
                    TransportViolation violation = _reader.Violation!;
                    End(violation.Code, violation.Reason, violation.WireCode);
                    return false;
                default:
                    return false;
            }
        }

        frame = null;
        return false;
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

        _session.PromiseQuickReader();
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

        Receive(id, new SessionReply(Refusal.Unsupported()));
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
            _isPeerGone |= !await _writer.WriteAsync(session.Pushes, _reader.Codec!);
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

        _clock.NoteEnding();

        if (_goodbye is not { } goodbye)
        {
            return;
        }

        int wireCode = _wireCode == 0 ? (int)goodbye.Code : _wireCode;
        IFrameCodec codec = _reader.Codec ?? FrameCodecs.Protobuf;
        await _writer.WriteEndAsync(_isPeerGone ? null : goodbye, (ushort)wireCode, codec);
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
        _clock.NoteDraining();
        while (!_isDrained)
        {
            ReadResult result = await _pipe.Input.ReadAsync();
            ReadOnlySequence<byte> received = result.Buffer;
            bool isClosed = _reader.Skip(ref received);
            _pipe.Input.AdvanceTo(received.Start, received.End);
            if (result.IsCompleted || isClosed)
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

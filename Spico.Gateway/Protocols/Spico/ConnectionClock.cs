using Spico.Gateway.Sessions;

namespace Spico.Gateway.Protocols.Spico;

/// <summary>
/// The time limits of one connection. Told of what happens by its loops, asked by the sweep; holds no timer.
/// </summary>
internal sealed class ConnectionClock(SessionOptions limits, SpicoProtocolOptions options, TimeProvider time)
{
    private readonly long _startedAt = time.GetTimestamp();
    private long _receivedAt = time.GetTimestamp();
    private long _insideFrameSince;
    private long _endingSince;
    private long _drainingSince;
    private int _missed;

    /// <summary>Something was received.</summary>
    public void NoteReceived()
    {
        Volatile.Write(ref _receivedAt, time.GetTimestamp());
        Volatile.Write(ref _missed, 0);
    }

    /// <summary>Whether a frame has begun and is not whole.</summary>
    public void NoteInsideFrame(bool isInside)
    {
        if (!isInside)
        {
            Volatile.Write(ref _insideFrameSince, 0);
        }
        else if (_insideFrameSince == 0)
        {
            Volatile.Write(ref _insideFrameSince, time.GetTimestamp());
        }
    }

    /// <summary>The last frame is being written.</summary>
    public void NoteEnding() => Interlocked.CompareExchange(ref _endingSince, time.GetTimestamp(), 0);

    /// <summary>The last frame was written; the client may close.</summary>
    public void NoteDraining() => Volatile.Write(ref _drainingSince, time.GetTimestamp());

    /// <summary>What is due. Asked by one thread.</summary>
    /// <param name="isSignedIn">Whether there is a session.</param>
    /// <param name="isEnding">Whether the connection or its session was told to end.</param>
    public ConnectionDue Check(bool isSignedIn, bool isEnding)
    {
        if (_endingSince != 0)
        {
            return HasPassed(_endingSince, options.CloseTimeout) ? ConnectionDue.Cut
                : HasPassed(_drainingSince, options.LingerTimeout) ? ConnectionDue.StopReading
                : ConnectionDue.Nothing;
        }

        if (isEnding)
        {
            NoteEnding();
            return ConnectionDue.LastFrame;
        }

        if (!isSignedIn && HasPassed(_startedAt, limits.SignInTimeout))
        {
            return ConnectionDue.SignIn;
        }

        if (HasPassed(Volatile.Read(ref _insideFrameSince), options.FrameTimeout))
        {
            return ConnectionDue.Frame;
        }

        return isSignedIn ? CheckHeartbeat() : ConnectionDue.Nothing;
    }

    private ConnectionDue CheckHeartbeat()
    {
        int missed = Volatile.Read(ref _missed);
        if (!HasPassed(Volatile.Read(ref _receivedAt), limits.HeartbeatInterval * (missed + 1)))
        {
            return ConnectionDue.Nothing;
        }

        if (missed >= limits.HeartbeatMissesMax)
        {
            return ConnectionDue.Heartbeat;
        }

        Volatile.Write(ref _missed, missed + 1);
        return ConnectionDue.Ping;
    }

    private bool HasPassed(long since, TimeSpan limit) => since != 0 && time.GetElapsedTime(since) >= limit;
}

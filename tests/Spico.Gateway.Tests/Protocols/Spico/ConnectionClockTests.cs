using Microsoft.Extensions.Time.Testing;
using Spico.Gateway.Protocols.Spico;
using SessionOptions = Spico.Gateway.Sessions.SessionOptions;

namespace Spico.Gateway.Tests.Protocols.Spico;

public sealed class ConnectionClockTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));
    private readonly ConnectionClock _clock;

    public ConnectionClockTests() =>
        _clock = new ConnectionClock(new SessionOptions(), new SpicoProtocolOptions(), _time);

    [Fact]
    public void A_sign_in_may_take_ten_seconds()
    {
        Assert.Equal(ConnectionDue.Nothing, After(9.9, isSignedIn: false));
        Assert.Equal(ConnectionDue.SignIn, After(0.1, isSignedIn: false));
    }

    [Fact]
    public void A_silent_client_is_pinged_twice_and_then_given_up()
    {
        Assert.Equal(ConnectionDue.Nothing, After(29.9));
        Assert.Equal(ConnectionDue.Ping, After(0.1));
        Assert.Equal(ConnectionDue.Nothing, After(29.9));
        Assert.Equal(ConnectionDue.Ping, After(0.1));
        Assert.Equal(ConnectionDue.Nothing, After(29.9));
        Assert.Equal(ConnectionDue.Heartbeat, After(0.1));
    }

    [Fact]
    public void Anything_received_starts_the_heartbeat_again()
    {
        Assert.Equal(ConnectionDue.Ping, After(30));
        _clock.NoteReceived();
        Assert.Equal(ConnectionDue.Nothing, After(29.9));
        Assert.Equal(ConnectionDue.Ping, After(0.1));
    }

    [Fact]
    public void A_frame_may_take_fifteen_seconds_however_many_bytes_trickle_in()
    {
        for (int i = 0; i < 15; i++)
        {
            _clock.NoteReceived();
            _clock.NoteInsideFrame(true);
            Assert.Equal(ConnectionDue.Nothing, After(0.99));
        }

        Assert.Equal(ConnectionDue.Frame, After(0.15));
        _clock.NoteInsideFrame(false);
        Assert.Equal(ConnectionDue.Nothing, After(0));
    }

    [Fact]
    public void The_end_frees_the_writer_then_waits_a_little_then_cuts()
    {
        Assert.Equal(ConnectionDue.LastFrame, After(0, isEnding: true));
        Assert.Equal(ConnectionDue.Nothing, After(3, isEnding: true));
        _clock.NoteDraining();
        Assert.Equal(ConnectionDue.StopReading, After(1, isEnding: true));
        Assert.Equal(ConnectionDue.Cut, After(1, isEnding: true));
    }

    private ConnectionDue After(double seconds, bool isSignedIn = true, bool isEnding = false)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        return _clock.Check(isSignedIn, isEnding);
    }
}

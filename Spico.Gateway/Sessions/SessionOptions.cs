using System.ComponentModel.DataAnnotations;

namespace Spico.Gateway.Sessions;

/// <summary>
/// The limits in force on sessions, the same for every protocol. Configured under <c>Spico:Limits</c>.
/// </summary>
public sealed class SessionOptions
{
    /// <summary>The name of the profile that lifts the limits on rate and on sessions per address and person.</summary>
    public const string LoadProfile = "load";

    /// <summary>
    /// A named set of limits: empty (the default) for people, <c>load</c> for measuring. What is in force is told in
    /// every Welcome, and a report of a load run prints it.
    /// </summary>
    public string Profile { get; set; } = "";

    /// <summary>Bytes of a frame or assembled message from a client. Default: 64 KiB.</summary>
    [Range(1_024, 16_777_216)]
    public int FrameBytesMax { get; set; } = 64 * 1024;

    /// <summary>UTF-8 bytes of a message's text. Default: 16 KiB.</summary>
    [Range(1, 16_777_216)]
    public int TextBytesMax { get; set; } = 16 * 1024;

    /// <summary>Commands a second, sustained; 0: not limited. Default: 20, more than a person types.</summary>
    [Range(0, 1_000_000)]
    public int CommandsPerSecond { get; set; } = 20;

    /// <summary>Commands in a burst. Default: 60, enough to open an app.</summary>
    [Range(1, 1_000_000)]
    public int CommandBurst { get; set; } = 60;

    /// <summary>
    /// Refusals for coming too fast that are answered before the session is closed; regained at half the rate of
    /// commands. Default: 200: ten seconds of abuse at twice the rate.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int RefusedBurst { get; set; } = 200;

    /// <summary>
    /// Bytes received from a client a second, as much again in a burst; 0: not limited. Beyond, its commands are
    /// refused until the rest is made up for. Default: 1 MiB; 64 MiB in the load profile.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int InboundBytesPerSecond { get; set; } = 1024 * 1024;

    /// <summary>
    /// How far ahead of that rate a client may come before its session is closed. Default: 10 seconds: ten seconds of
    /// abuse at twice the rate.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan InboundAheadMax { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Commands that may await their reply at once. Default: 32.</summary>
    [Range(1, 100_000)]
    public int CommandsInFlightMax { get; set; } = 32;

    /// <summary>When a command without an answer is answered DEADLINE. Default: 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")]
    public TimeSpan CommandDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long after a silo was lost a command with a request id that has no answer is asked again. Default: 2
    /// seconds, when the other silos know.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan AskAgainAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Open streams of a session. Default: 500.</summary>
    [Range(1, 1_000_000)]
    public int OpenStreamsMax { get; set; } = 500;

    /// <summary>Streams of a session that catch up at once; each holds one page. Default: 4.</summary>
    [Range(1, 1_000)]
    public int CatchUpsMax { get; set; } = 4;

    /// <summary>Bytes waiting for a slow reader before its session ends. Default: 1 MiB.</summary>
    [Range(65_536, 1_073_741_824)]
    public int OutboxBytesMax { get; set; } = 1024 * 1024;

    /// <summary>Pushes waiting for a slow reader before its session ends. Default: 1,000.</summary>
    [Range(1, 10_000_000)]
    public int OutboxPushesMax { get; set; } = 1_000;

    /// <summary>
    /// Facts that are replayed to a client that comes back; one further behind is told to resync. Default: 5,000.
    /// </summary>
    [Range(0, 10_000_000)]
    public int ResumeFactsMax { get; set; } = 5_000;

    /// <summary>Sessions, and connections, on this gateway. Default: 10,000.</summary>
    [Range(1, 10_000_000)]
    public int SessionsMax { get; set; } = 10_000;

    /// <summary>
    /// Sessions, and connections, from one address. Default: 100, a clinic behind one address. Lifted by the load
    /// profile.
    /// </summary>
    [Range(1, 10_000_000)]
    public int SessionsPerAddressMax { get; set; } = 100;

    /// <summary>Sessions of one person on this gateway. Default: 10. Lifted by the load profile.</summary>
    [Range(1, 10_000_000)]
    public int SessionsPerPersonMax { get; set; } = 10;

    /// <summary>
    /// Failed sign-ins with a password from one address (of IPv6: from one /64) in a burst, those being checked
    /// included. Default: 100, a clinic behind one address on the morning of a change. Lifted by the load profile.
    /// </summary>
    [Range(1, 10_000_000)]
    public int FailedSignInBurst { get; set; } = 100;

    /// <summary>
    /// Failed sign-ins with a password that one address regains a minute. Default: 10: some 14,000 guesses a day, over
    /// all logins.
    /// </summary>
    [Range(1, 1_000_000)]
    public int FailedSignInsPerMinute { get; set; } = 10;

    /// <summary>
    /// Addresses whose failed sign-ins are remembered; the one unheard of longest is forgotten first. Default: 10,000,
    /// some 2 MB.
    /// </summary>
    [Range(1, 10_000_000)]
    public int FailedSignInAddressesMax { get; set; } = 10_000;

    /// <summary>When to come back after a refusal for want of room, before jitter. Default: 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")]
    public TimeSpan OverloadedRetry { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A side that received nothing for this long sends a ping. Default: 30 seconds. Told in Welcome; frame protocols
    /// keep it.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Pings without an answer before a connection is closed. Default: 2.</summary>
    [Range(1, 100)]
    public int HeartbeatMissesMax { get; set; } = 2;

    /// <summary>How long a connection may take to sign in. Default: 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")]
    public TimeSpan SignInTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Applies the profile.</summary>
    internal void ApplyProfile()
    {
        if (Profile == LoadProfile)
        {
            CommandsPerSecond = 0;
            InboundBytesPerSecond = 64 * 1024 * 1024;
            FailedSignInBurst = SessionsMax;
            SessionsPerAddressMax = SessionsMax;
            SessionsPerPersonMax = SessionsMax;
        }
    }
}

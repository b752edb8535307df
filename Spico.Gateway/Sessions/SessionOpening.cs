using Spico.Protocol.V1;

namespace Spico.Gateway.Sessions;

/// <summary>The answer of the gate: a session or a refusal, never both.</summary>
public sealed record SessionOpening
{
    private SessionOpening()
    {
    }

    /// <summary>The session; the protocol disposes of it.</summary>
    public ISession? Session { get; private init; }

    /// <summary>Why there is none, and whether to come back.</summary>
    public Goodbye? Refusal { get; private init; }

    /// <summary>A session was opened.</summary>
    public static SessionOpening Opened(ISession session) => new() { Session = session };

    /// <summary>No session.</summary>
    public static SessionOpening Refused(CloseCode code, string reason, uint retryAfterMilliseconds = 0) =>
        new() { Refusal = new Goodbye { Code = code, Reason = reason, RetryAfterMs = retryAfterMilliseconds } };
}

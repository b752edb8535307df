using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spico.Gateway.Presence;
using Spico.Gateway.Streams;

namespace Spico.Gateway.Sessions;

/// <summary>What all sessions of a gateway share.</summary>
internal sealed class SessionServices(
    ICommandRouter router,
    StreamHub streams,
    IPresenceBus presence,
    IOptions<SessionOptions> limits,
    TimeProvider time,
    ILogger<Session> logger)
{
    public ICommandRouter Router { get; } = router;

    public StreamHub Streams { get; } = streams;

    public IPresenceBus Presence { get; } = presence;

    public SessionOptions Limits { get; } = limits.Value;

    public TimeProvider Time { get; } = time;

    public ILogger<Session> Logger { get; } = logger;
}

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spico.Gateway.Sessions;

namespace Spico.Gateway.Protocols.Spico;

/// <summary>What all connections of the protocol share.</summary>
internal sealed class FrameConnectionServices(
    ISessionGate gate,
    FrameConnections connections,
    IOptions<SpicoProtocolOptions> options,
    IOptions<SessionOptions> limits,
    TimeProvider time,
    ILogger<FrameConnection> logger)
{
    public ISessionGate Gate { get; } = gate;

    public FrameConnections Connections { get; } = connections;

    public SpicoProtocolOptions Options { get; } = options.Value;

    public SessionOptions Limits { get; } = limits.Value;

    public TimeProvider Time { get; } = time;

    public ILogger<FrameConnection> Logger { get; } = logger;
}

using Spico.Protocol.V1;

namespace Spico.Gateway.Protocols.Spico;

/// <summary>Which rule of the transport a client broke.</summary>
/// <param name="Code">What the last frame says.</param>
/// <param name="WireCode">The WebSocket close code (RFC 6455).</param>
/// <param name="Reason">For a developer; echoes nothing.</param>
internal sealed record TransportViolation(CloseCode Code, ushort WireCode, string Reason);

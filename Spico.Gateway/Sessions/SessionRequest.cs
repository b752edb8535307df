using System.Net;
using Spico.Protocol.V1;

namespace Spico.Gateway.Sessions;

/// <summary>Who wants a session.</summary>
/// <param name="Hello">Credentials, device and client.</param>
/// <param name="Protocol">The name of the protocol it came over, for logs and limits.</param>
/// <param name="RemoteAddress">Where it came from, or null when that is not known.</param>
public sealed record SessionRequest(Hello Hello, string Protocol, IPAddress? RemoteAddress);

using System.Diagnostics;
using System.Globalization;
using Spico.Peers.Programs;

namespace Spico.Peers.RabbitMq;

/// <summary>
/// Erlang's port mapper, which RabbitMQ insists on: one of our own, else Erlang would leave a daemon behind.
/// </summary>
internal static class Epmd
{
    public static Task<PeerServer> StartAsync() => PeerServer.StartAsync("epmd", (_, port) => new ProcessStartInfo(
        "epmd", ["-address", "127.0.0.1", "-port", port.ToString(CultureInfo.InvariantCulture)]));
}

using System.Net;
using System.Net.Sockets;

namespace Spico.Testing;

/// <summary>
/// Loopback ports for servers that must come back on the same port after a restart. They lie below the range that
/// the system hands to outgoing connections: a client that keeps reconnecting to a stopped server could otherwise be
/// given the server's own port, and would keep it from starting again.
/// </summary>
public static class FreePort
{
    private const int Lowest = 10_000;
    private const int Highest = 30_000;

    /// <summary>A port nobody listens on at this moment.</summary>
    public static int Next()
    {
        for (int attempt = 0; attempt < 200; attempt++)
        {
            int port = Random.Shared.Next(Lowest, Highest);
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken: try another.
            }
        }

        throw new InvalidOperationException($"No free loopback port between {Lowest} and {Highest}.");
    }
}

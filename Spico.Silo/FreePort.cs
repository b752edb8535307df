using System.Net;
using System.Net.Sockets;

namespace Spico.Silo;

/// <summary>Chooses ports for silos: Orleans must know its own before it opens it.</summary>
internal static class FreePort
{
    /// <summary>The port wanted, or when that is 0 one that nobody uses now.</summary>
    public static int Or(int wanted, IPAddress address)
    {
        if (wanted != 0)
        {
            return wanted;
        }

        using var probe = new TcpListener(address, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}

using System.Net;
using System.Net.Sockets;

namespace Spico.Testing;

/// <summary>One connection through a proxy: two pumps that end together.</summary>
internal sealed class FaultConnection(Socket client, FaultSettings settings, CancellationToken stopping) : IDisposable
{
    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
    };

    private volatile bool _isReset;
    private long _bytesBeforeCut = long.MaxValue;

    /// <summary>Connects to the target and copies both ways until either side ends.</summary>
    public async Task RunAsync(IPEndPoint target)
    {
        client.NoDelay = true;
        try
        {
            await _server.ConnectAsync(target, stopping);
            Task there = PumpAsync(client, _server, isToClient: false);
            Task back = PumpAsync(_server, client, isToClient: true);
            await Task.WhenAny(there, back);
            if (!_isReset)
            {
                // A plain end first: disposing of a socket that is being read resets it.
                End(client);
                End(_server);
            }

            Dispose();
            await Task.WhenAll(there, back);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException
            or ObjectDisposedException)
        {
            // One side ended: so does the other.
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Ends after so many more bytes towards the client.</summary>
    public void CutAfter(int bytes) => Volatile.Write(ref _bytesBeforeCut, bytes);

    /// <summary>Ends both sides with RST.</summary>
    public void Reset()
    {
        _isReset = true;
        foreach (Socket socket in new[] { client, _server })
        {
            try
            {
                socket.LingerState = new LingerOption(true, 0);
                socket.Close(0);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // Gone already.
            }
        }

        Dispose();
    }

    /// <summary>Ends both sides.</summary>
    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
    }

    private async Task PumpAsync(Socket from, Socket to, bool isToClient)
    {
        byte[] buffer = new byte[16 * 1024];
        try
        {
            while (true)
            {
                await settings.Flowing.WaitAsync(stopping);
                int rate = settings.BytesPerSecond;
                int window = rate > 0 ? Math.Clamp(rate / 20, 1, buffer.Length) : buffer.Length;
                int read = await from.ReceiveAsync(buffer.AsMemory(0, window), stopping);
                if (read == 0)
                {
                    return;
                }

                await settings.Flowing.WaitAsync(stopping);
                TimeSpan pause = settings.Delay + (rate > 0 ? TimeSpan.FromSeconds((double)read / rate) : default);
                if (pause > TimeSpan.Zero)
                {
                    await Task.Delay(pause, stopping);
                }

                int allowed = isToClient ? Allow(read) : read;
                await SendAllAsync(to, buffer.AsMemory(0, allowed));
                if (allowed < read)
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException
            or ObjectDisposedException)
        {
            // The other side ended, or the proxy stops.
        }
    }

    private int Allow(int bytes)
    {
        if (Volatile.Read(ref _bytesBeforeCut) == long.MaxValue)
        {
            return bytes;
        }

        long left = Interlocked.Add(ref _bytesBeforeCut, -bytes);
        return left >= 0 ? bytes : (int)Math.Max(0, bytes + left);
    }

    private static void End(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Gone already.
        }
    }

    private async Task SendAllAsync(Socket to, Memory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await to.SendAsync(bytes, stopping)..];
        }
    }
}

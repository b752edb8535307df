using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Spico.Testing;

/// <summary>
/// A TCP proxy on loopback that misbehaves on request: what a bad network does between two processes. Settings hold
/// for connections that are open and for those to come.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<FaultConnection, Task> _connections = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly IPEndPoint _target;
    private readonly FaultSettings _settings = new();
    private readonly Task _accepting;

    private FaultProxy(IPEndPoint target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections open at this moment.</summary>
    public int Connections => _connections.Count;

    /// <summary>Stands before a loopback port.</summary>
    public static FaultProxy Before(int port) => new(new IPEndPoint(IPAddress.Loopback, port));

    /// <summary>Everything arrives later by this much.</summary>
    public void Delay(TimeSpan by) => _settings.Delay = by;

    /// <summary>At most so many bytes a second and direction; 0 lifts it.</summary>
    public void Throttle(int bytesPerSecond) => _settings.BytesPerSecond = bytesPerSecond;

    /// <summary>Each connection now open is cut after so many more bytes towards the client.</summary>
    public void CutAfter(int bytesToClient)
    {
        foreach (FaultConnection connection in _connections.Keys)
        {
            connection.CutAfter(bytesToClient);
        }
    }

    /// <summary>Half-open: nothing passes any more and nobody is told, until <see cref="Resume"/>.</summary>
    public void Stall() => _settings.Stall();

    /// <summary>How often bytes were held back by <see cref="Stall"/> so far.</summary>
    public long Held => _settings.Held;

    /// <summary>Goes on after <see cref="Stall"/>.</summary>
    public void Resume() => _settings.Resume();

    /// <summary>Whether new connections are reset at once.</summary>
    public void Refuse(bool refuse) => _settings.Refuses = refuse;

    /// <summary>Resets all open connections (RST).</summary>
    public void Reset()
    {
        foreach (FaultConnection connection in _connections.Keys)
        {
            connection.Reset();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        Resume();
        Reset();
        await _accepting;
        await Task.WhenAll(_connections.Values);
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptSocketAsync(_stopping.Token);
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                return;
            }

            var connection = new FaultConnection(client, _settings, _stopping.Token);
            if (_settings.Refuses)
            {
                connection.Reset();
                continue;
            }

            // Registered before it runs, so that a connection that ends at once is not kept for ever.
            var registered = new TaskCompletionSource();
            _connections[connection] = RunAsync(connection, registered.Task);
            registered.SetResult();
        }
    }

    private async Task RunAsync(FaultConnection connection, Task registered)
    {
        await registered;
        await connection.RunAsync(_target);
        _connections.TryRemove(connection, out _);
    }
}

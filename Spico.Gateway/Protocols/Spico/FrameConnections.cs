using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Spico.Gateway.Sessions;
using Spico.Protocol.V1;

namespace Spico.Gateway.Protocols.Spico;

/// <summary>
/// The connections of the protocol, signed in or not: caps them, and looks after their time limits with one timer for
/// all.
/// </summary>
internal sealed class FrameConnections(
    IOptions<SessionOptions> limits, IOptions<GatewayOptions> options, TimeProvider time)
    : BackgroundService, IHostedLifecycleService
{
    private readonly ConcurrentDictionary<FrameConnection, byte> _connections = new();
    private readonly Dictionary<IPAddress, int> _perAddress = [];
    private readonly Lock _gate = new();
    private int _count;
    private bool _isStopping;

    /// <summary>How many connections there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Takes a place, or says why there is none.</summary>
    public Goodbye? TryTake(IPAddress? address)
    {
        lock (_gate)
        {
            if (_isStopping)
            {
                return new Goodbye { Code = CloseCode.GoingAway, Reason = "The server is stopping." };
            }

            int fromAddress = address is null ? 0 : _perAddress.GetValueOrDefault(address);
            bool isFull = _count >= limits.Value.SessionsMax || fromAddress >= limits.Value.SessionsPerAddressMax;
            if (isFull)
            {
                return new Goodbye
                {
                    Code = CloseCode.Overloaded,
                    Reason = "The server has no room for another connection, or for one from this address.",
                    RetryAfterMs = (uint)(limits.Value.OverloadedRetry.TotalMilliseconds
                        * (1 + Random.Shared.NextDouble())),
                };
            }

            _count++;
            if (address is not null)
            {
                _perAddress[address] = _perAddress.GetValueOrDefault(address) + 1;
            }

            return null;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Release(IPAddress? address)
    {
        lock (_gate)
        {
            _count--;
            if (address is not null && --_perAddress[address] == 0)
            {
                _perAddress.Remove(address);
            }
        }
    }

    public void Add(FrameConnection connection) => _connections[connection] = 0;

    public void Remove(FrameConnection connection) => _connections.TryRemove(connection, out _);

    /// <summary>Looks at every connection once.</summary>
    public void Sweep()
    {
        foreach ((FrameConnection connection, _) in _connections)
        {
            connection.Sweep();
        }
    }

    // Before the servers stop, because they wait for their connections to end.
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _isStopping = true;
        }

        foreach ((FrameConnection connection, _) in _connections)
        {
            connection.End(CloseCode.GoingAway, "The server is stopping.");
        }

        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(options.Value.SweepInterval, time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Sweep();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server is stopping.
        }
    }
}

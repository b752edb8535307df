using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Spico.Gateway.Identity;
using Spico.Protocol.V1;
using Spico.Silo.Accounts;

namespace Spico.Gateway.Sessions;

/// <summary>
/// Ends sessions whose token has ended or was revoked, and answers commands whose time is up: one timer for all
/// sessions instead of several each. Says goodbye to all when the server stops.
/// </summary>
internal sealed class SessionSweep(
    SessionRegistry registry,
    RevocationWatch revocations,
    SiloLosses losses,
    IOptions<GatewayOptions> options,
    TimeProvider time)
    : BackgroundService, IHostedLifecycleService
{
    /// <summary>Looks at every session once.</summary>
    public void Sweep()
    {
        long? siloLostAt = losses.LastAt;
        foreach (Session session in registry.Sessions)
        {
            session.Sweep(siloLostAt);
        }
    }

    // Before the servers stop, because they wait for their connections to end.
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        foreach (Session session in registry.Sessions)
        {
            session.End(CloseCode.GoingAway, "The server is stopping.");
        }

        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // Before the watch begins: what it tells once is not missed.
        revocations.Revoked += OnRevoked;
        return Task.CompletedTask;
    }

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
        finally
        {
            revocations.Revoked -= OnRevoked;
        }
    }

    private void OnRevoked(Revocation revocation) => registry.EndRevoked(revocation.Person, revocation.IssuedBefore);
}

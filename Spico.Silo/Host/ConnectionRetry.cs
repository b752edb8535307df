namespace Spico.Silo.Host;

/// <summary>A gateway that starts before the silos waits for them.</summary>
internal sealed class ConnectionRetry : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        await Task.Delay(Pause, cancellationToken);
        return true;
    }
}

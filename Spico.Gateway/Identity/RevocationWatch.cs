using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Spico.Protocol;
using Spico.Silo.Accounts;

namespace Spico.Gateway.Identity;

/// <summary>
/// Knows which tokens were revoked, at most a moment late: asks the region's revocations once a second. While no silo
/// answers, what is known goes on holding.
/// </summary>
internal sealed partial class RevocationWatch(
    IGrainFactory grains, IOptions<IdentityOptions> options, TimeProvider time, ILogger<RevocationWatch> logger)
    : BackgroundService
{
    private readonly ConcurrentDictionary<PersonId, DateTimeOffset> _issuedBefore = new();
    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _version;
    private long _answeredAt;
    private bool _isFailing;

    /// <summary>
    /// Told once of each revocation, on the watch's own loop: end the sessions concerned without blocking. Those that
    /// were in force when the watch began are told too.
    /// </summary>
    public event Action<Revocation>? Revoked;

    /// <summary>Completes when the revocations in force are known: before, no token may open a session.</summary>
    public Task Known => _known.Task;

    /// <summary>How long ago a silo last answered; no time at all when none ever did.</summary>
    public TimeSpan? Age => _known.Task.IsCompleted ? time.GetElapsedTime(Interlocked.Read(ref _answeredAt)) : null;

    /// <summary>Whether a token of this person, issued at this moment, no longer holds.</summary>
    public bool IsRevoked(PersonId person, DateTimeOffset issuedAt) =>
        _issuedBefore.TryGetValue(person, out DateTimeOffset before) && issuedAt < before;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RevocationPoll, time);
        do
        {
            try
            {
                await RefreshAsync();
                _isFailing = false;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Once a failure is enough: the next tick is a second away.
                if (!_isFailing)
                {
                    Log.Unreachable(logger, exception.GetType().Name);
                    _isFailing = true;
                }
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RefreshAsync()
    {
        IRevocationsGrain region = grains.GetGrain<IRevocationsGrain>(RevocationsKey.Region);
        Revocations changes = await region.Since(_version);
        foreach (Revocation revocation in changes.Changes)
        {
            _issuedBefore[revocation.Person] = revocation.IssuedBefore;
            Revoked?.Invoke(revocation);
        }

        _version = changes.Version;
        Interlocked.Exchange(ref _answeredAt, time.GetTimestamp());
        _known.TrySetResult();
        Prune();
    }

    private void Prune()
    {
        // A token that old has expired by itself.
        DateTimeOffset oldest = time.GetUtcNow() - options.Value.TokenLifetimeMax - options.Value.ClockSkew;
        foreach ((PersonId person, DateTimeOffset before) in _issuedBefore)
        {
            if (before < oldest)
            {
                _issuedBefore.TryRemove(person, out _);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Revocations cannot be asked for: {Reason}")]
        public static partial void Unreachable(ILogger logger, string reason);
    }
}

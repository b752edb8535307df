using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spico.Protocol;
using Spico.Silo.Accounts;
using Spico.Silo.People;
using Spico.Silo.Professionals.Searching;

namespace Spico.Silo.Professionals;

/// <summary>
/// Ends the sessions of those whom the import in use has left out: an import is made beside the servers, which find out
/// that there is another. Revoking twice, from several silos or after a restart, revokes nothing more: it goes by the
/// moment at which the import was put in use.
/// </summary>
internal sealed partial class VanishedPeople(
    DirectoryReader directory,
    RegisteredPeople registered,
    IGrainFactory grains,
    IOptions<DirectoryOptions> options,
    TimeProvider time,
    ILogger<VanishedPeople> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private const int PeopleAtOnce = 500;

    // By then every token has expired that was issued before.
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(31);

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private Guid _done;

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(VanishedPeople), ServiceLifecycleStage.Active, StartAsync, StopAsync);

    public void Dispose() => _stopping.Dispose();

    private Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancellationToken);
    }

    private async Task RunAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(options.Value.CheckPeriod, time);
            do
            {
                await LookAsync();
            }
            while (await timer.WaitForNextTickAsync(_stopping.Token));
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private async Task LookAsync()
    {
        try
        {
            if (await directory.TermsAsync() is not { Import: { InUseSince: { } since } import }
                || import.Id == _done
                || since < time.GetUtcNow() - LookBack)
            {
                return;
            }

            int count = await RevokeAsync(since);
            _done = import.Id;
            if (count > 0)
            {
                Log.Revoked(logger, count, import.Id);
            }
        }
        catch (Exception failure)
        {
            Log.Failed(logger, failure);
        }
    }

    private async Task<int> RevokeAsync(DateTimeOffset since)
    {
        IRevocationsGrain revocations = grains.GetGrain<IRevocationsGrain>(RevocationsKey.Region);
        int count = 0;
        int after = 0;
        while (await directory.VanishedAsync(after, PeopleAtOnce) is { People.Count: > 0 } page)
        {
            after = page.Last;
            List<PersonId> strangers = await registered.Store.FindMissingAsync(page.People);
            foreach (PersonId person in page.People.Except(strangers))
            {
                _stopping.Token.ThrowIfCancellationRequested();
                await revocations.Revoke(person, since);
                count++;
            }
        }

        return count;
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Information, Message = "{Count} people are not in import {Import}: their sessions end")]
        public static partial void Revoked(ILogger logger, int count, Guid import);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Who has left the directory cannot be found out now")]
        public static partial void Failed(ILogger logger, Exception failure);
    }
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spico.Protocol;
using Spico.Silo.Accounts;
using Spico.Silo.People;
using Spico.Silo.Professionals.Searching;

namespace Spico.Silo.Professionals;

/// <summary>
/// Bars those whom the import in use has left out, until one has them again: their sessions end, and they do not sign
/// in. An import is made beside the servers, which find out that there is another. Barring twice, from several silos or
/// after a restart, changes nothing more.
/// </summary>
internal sealed partial class VanishedPeople(
    DirectoryReader directory,
    RegisteredPeople registered,
    IGrainFactory grains,
    IOptions<DirectoryOptions> options,
    TimeProvider time,
    ILogger<VanishedPeople> logger) : BackgroundService
{
    private const int PeopleAtOnce = 500;

    private Guid _done;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.CheckPeriod, time);
        do
        {
            await LookAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await directory.TermsAsync() is not { Import: { InUseSince: { } since } import } || import.Id == _done)
            {
                return;
            }

            IRevocationsGrain revocations = grains.GetGrain<IRevocationsGrain>(RevocationsKey.Region);
            int back = await ReadmitAsync(revocations, since);
            int gone = await BarAsync(revocations, stoppingToken);
            _done = import.Id;
            if (gone + back > 0)
            {
                Log.Barred(logger, gone, back, import.Id);
            }
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
        {
            Log.Failed(logger, failure);
        }
    }

    private async Task<int> ReadmitAsync(IRevocationsGrain revocations, DateTimeOffset since)
    {
        PersonId[] barred = await revocations.Barred();
        PersonId[] back = [.. barred.Except(await directory.FindMissingAsync(barred))];
        foreach (PersonId person in back)
        {
            await revocations.Readmit(person, since);
        }

        return back.Length;
    }

    private async Task<int> BarAsync(IRevocationsGrain revocations, CancellationToken stoppingToken)
    {
        int count = 0;
        int after = 0;
        while (await directory.VanishedAsync(after, PeopleAtOnce) is { People.Count: > 0 } page)
        {
            after = page.Last;
            List<PersonId> strangers = await registered.Store.FindMissingAsync(page.People);
            foreach (PersonId person in page.People.Except(strangers))
            {
                stoppingToken.ThrowIfCancellationRequested();
                await revocations.Bar(person);
                count++;
            }
        }

        return count;
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Information,
            Message = "{Gone} people are not in import {Import} and are barred, {Back} are in it again")]
        public static partial void Barred(ILogger logger, int gone, int back, Guid import);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Who has left the directory cannot be found out now")]
        public static partial void Failed(ILogger logger, Exception failure);
    }
}

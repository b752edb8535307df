using Microsoft.Extensions.Logging;
using Spico.Silo.Streams;

namespace Spico.Silo.Inboxes;

/// <summary>
/// Tells several persons at once what they would read again, where their inbox is open: one call a gateway that has
/// inboxes open, and none while there is no such gateway. Best effort: who opens their inbox later reads anyway.
/// </summary>
internal sealed partial class OpenInboxes(IGrainFactory grains, LocalGateway local, ILogger<OpenInboxes> logger)
{
    private IInboxWatchGrain Watch => grains.GetGrain<IInboxWatchGrain>(0);

    /// <summary>The gateways that have inboxes open.</summary>
    public ValueTask<IGatewayObserver[]> FindAsync() => Watch.Watching();

    /// <summary>Tells those of the persons whose inbox is open on one of these gateways.</summary>
    public Task TellAsync(IGatewayObserver[] gateways, Announcement announcement) => announcement.Persons.Length == 0
        ? Task.CompletedTask
        : Task.WhenAll(gateways.Select(gateway => TellAsync(gateway, announcement)));

    private async Task TellAsync(IGatewayObserver gateway, Announcement announcement)
    {
        try
        {
            await local.Of(gateway).Announce(announcement);
        }
        catch (Exception failure)
        {
            Log.GatewayMissed(logger, failure);
            await Watch.Missed(gateway);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning, Message = "A gateway did not take an announcement; it will list its inboxes")]
        public static partial void GatewayMissed(ILogger logger, Exception failure);
    }
}

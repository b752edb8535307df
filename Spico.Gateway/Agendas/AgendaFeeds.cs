using Microsoft.Extensions.Logging;
using Orleans;
using Spico.Gateway.Sessions;
using Spico.Protocol;
using Spico.Silo.Agendas;
using Spico.Silo.Streams;

namespace Spico.Gateway.Agendas;

/// <summary>Asks the agenda that a path names.</summary>
internal sealed partial class AgendaFeeds(IGrainFactory grains, ILogger<AgendaFeeds> logger) : IAgendaFeeds
{
    public async ValueTask<FeedPage> ReadAsync(string? segment)
    {
        if (!FeedPath.TryRead(segment, out StreamId agenda, out byte[] secret))
        {
            return new FeedPage(Refusal.NotAccessible("path").Error, [], string.Empty);
        }

        try
        {
            return await grains.GetGrain<IAgendaGrain>(StreamKey.Of(agenda)).ReadFeed(secret);
        }
        catch (Exception exception)
        {
            // Silos come and go; whatever the reason, the answer is to come back.
            Log.Failed(logger, exception.GetType().Name);
            return new FeedPage(Refusal.Unavailable().Error, [], string.Empty);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The feed of an agenda cannot be read now: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}

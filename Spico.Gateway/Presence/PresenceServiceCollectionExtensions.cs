using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spico.Silo.Settings;

namespace Spico.Gateway.Presence;

/// <summary>Plugs typing and presence in.</summary>
public static class PresenceServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IPresenceBus"/>: in this process alone, or between gateways when
    /// <see cref="PresenceOptions.Redis"/> is set. Redis may be down at the start and at any time after.
    /// </summary>
    public static IServiceCollection AddPresence(
        this IServiceCollection services,
        Action<PresenceOptions>? configure = null)
    {
        services.AddOptions<PresenceOptions>()
            .Configure(options => configure?.Invoke(options))
            .Validate(
                options => options.SilenceMax > options.AliveInterval,
                "Spico:Presence:SilenceMax: more than AliveInterval.")
            .ValidateRanges("Spico:Presence");
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<PresenceOptions>>();
            IPresenceRelay? relay = options.Value.Redis.Length == 0
                ? null
                : new RedisPresenceRelay(options, provider.GetRequiredService<ILogger<RedisPresenceRelay>>());
            return new PresenceBus(
                options,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<PresenceBus>>(),
                relay);
        });
        services.TryAddSingleton<IPresenceBus>(provider => provider.GetRequiredService<PresenceBus>());
        services.AddHostedService(provider => provider.GetRequiredService<PresenceBus>());
        return services;
    }
}

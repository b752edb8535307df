using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Spico.Silo.Conversations.Urgencies;
using Spico.Silo.Dossiers;
using Spico.Silo.Inboxes;
using Spico.Silo.Messages.Searching;
using Spico.Silo.Settings;
using Spico.Silo.Storage;

namespace Spico.Silo.Streams;

/// <summary>Registers what the grains of streams need beside the log itself.</summary>
internal static class StreamsRegistration
{
    /// <summary>
    /// Adds fan-out, consequences and snapshots. Expects <see cref="ILog"/>, <see cref="ILogStore"/>,
    /// <see cref="MasterKey"/>, <see cref="People.IPeopleStore"/>, <see cref="TimeProvider"/> and a grain storage named
    /// <see cref="StorageNames.Snapshots"/>.
    /// </summary>
    public static IServiceCollection AddStreams(this IServiceCollection services)
    {
        services.AddOptions<StreamOptions>()
            .BindConfiguration("Spico:Streams")
            .ValidateRanges("Spico:Streams");
        services.AddOptions<UrgencyOptions>()
            .BindConfiguration("Spico:Urgencies")
            .ValidateRanges("Spico:Urgencies");
        services.AddOptions<SearchOptions>()
            .BindConfiguration("Spico:Search")
            .ValidateRanges("Spico:Search");
        services.AddSingleton<MessageSearch>();
        services.AddSingleton<SearchSweep>();
        services.AddHostedService(provider => provider.GetRequiredService<SearchSweep>());
        services.TryAddSingleton<LocalGateway>();
        services.AddSingleton<MovedConversations>();
        services.AddSingleton<FanOut>();
        services.AddSingleton<IFanOut>(provider => provider.GetRequiredService<FanOut>());
        services.AddSingleton<NewestFacts>();
        services.AddSingleton<SnapshotStorage>();
        services.AddSingleton<StreamStorage>();
        services.AddSingleton<StreamServices>();
        services.AddSingleton<Consequences>();
        services.AddHostedService(provider => provider.GetRequiredService<Consequences>());
        services.AddSingleton<DossierAudience>();
        services.AddHostedService<InboxNews>();
        return services;
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans;
using Spico.Gateway.Agendas;
using Spico.Gateway.Files;
using Spico.Gateway.Inboxes;
using Spico.Gateway.Sessions;
using Spico.Gateway.Streams;
using Spico.Silo.Settings;
using Spico.Silo.Streams;

namespace Spico.Gateway;

/// <summary>Adds the gateway: sessions, limits and fan-in, without any protocol.</summary>
public static class GatewayExtensions
{
    /// <summary>
    /// Adds what every protocol needs. Wants an Orleans client or silo, identity and presence in the same services.
    /// Limits are read from the configuration sections <c>Spico:Limits</c> and <c>Spico:Gateway</c>, then changed by
    /// the argument.
    /// </summary>
    public static IServiceCollection AddSpicoGateway(
        this IServiceCollection services, Action<SessionOptions>? configure = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<GatewayOptions>().BindConfiguration("Spico:Gateway")
            .Validate(
                options => options.RetryDelay <= options.RetryDelayMax,
                "Spico:Gateway:RetryDelay: at most RetryDelayMax.")
            .ValidateRanges("Spico:Gateway");
        services.AddOptions<SessionOptions>().BindConfiguration("Spico:Limits")
            .Configure(options => configure?.Invoke(options))
            .PostConfigure(options => options.ApplyProfile())
            .Validate(
                options => options.Profile is "" or SessionOptions.LoadProfile,
                "Spico:Limits:Profile: empty or 'load'.")
            .Validate(
                options => options.TextBytesMax < options.FrameBytesMax,
                "Spico:Limits:TextBytesMax: less than FrameBytesMax, or no text that long ever arrives.")
            .ValidateRanges("Spico:Limits");
        services.TryAddSingleton<LocalGateway>();
        services.AddSingleton<GatewayObserver>();
        services.AddSingleton<IStreamGrains, StreamGrains>();
        services.AddSingleton(provider => new Lazy<IStreamGrains>(provider.GetRequiredService<IStreamGrains>));
        services.AddSingleton<StreamHub>();
        services.AddHostedService<PositionCheck>();
        services.AddHostedService<InboxTeller>();
        services.AddHostedService<ClosingTeller>();
        services.AddSingleton<SessionCredentials>();
        services.AddSingleton<ICommandRouter, CommandRouter>();
        services.AddSingleton<IFileTransfers, FileTransfers>();
        services.AddSingleton<IAgendaFeeds, AgendaFeeds>();
        services.AddSingleton<SessionServices>();
        services.AddSingleton<SiloLosses>();
        services.AddSingleton<IClusterConnectionStatusObserver>(
            provider => provider.GetRequiredService<SiloLosses>());
        services.AddSingleton<SessionRegistry>();
        services.AddHostedService<SessionSweep>();
        services.AddHostedService<DelegationWatch>();
        services.AddSingleton<FailedSignIns>();
        services.AddSingleton<PasswordSignIn>();
        services.AddSingleton<ISessionGate, SessionGate>();
        return services;
    }
}

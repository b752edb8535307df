using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Spico.Silo.Settings;

namespace Spico.Gateway.Protocols.TextLine;

/// <summary>Plugs the text line in: development only, loopback only.</summary>
public static class TextLineExtensions
{
    /// <summary>Adds what it needs. Wants the gateway in the same services.</summary>
    public static IServiceCollection AddTextLine(
        this IServiceCollection services, Action<TextLineOptions>? configure = null)
    {
        services.AddOptions<TextLineOptions>().BindConfiguration("Spico:TextLine")
            .Configure(options => configure?.Invoke(options))
            .Validate(
                options => options.FactsRead <= options.FactsReadMax,
                "Spico:TextLine:FactsRead: at most FactsReadMax.")
            .ValidateRanges("Spico:TextLine");
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TextLineHandler>();
        return services;
    }

    /// <summary>Makes a Kestrel listener speak the text line.</summary>
    public static ListenOptions UseTextLine(this ListenOptions listener)
    {
        listener.UseConnectionHandler<TextLineHandler>();
        return listener;
    }
}

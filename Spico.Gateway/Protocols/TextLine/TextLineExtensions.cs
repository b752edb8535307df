using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

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
                options => options.LineBytesMax is >= 64 and <= 65_536,
                "Spico:TextLine:LineBytesMax: 64 to 65536.")
            .ValidateOnStart();
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

using Microsoft.Extensions.DependencyInjection;
using Spico.Silo.Settings;

namespace Spico.Silo.Retention;

/// <summary>Registers how long streams are kept.</summary>
internal static class RetentionRegistration
{
    /// <summary>Adds the options.</summary>
    public static IServiceCollection AddRetention(this IServiceCollection services)
    {
        services.AddOptions<RetentionOptions>().BindConfiguration("Spico:Retention").ValidateRanges("Spico:Retention");
        return services;
    }
}

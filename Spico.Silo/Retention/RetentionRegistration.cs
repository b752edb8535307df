using Microsoft.Extensions.DependencyInjection;
using Spico.Silo.Settings;
using Spico.Silo.Support;

namespace Spico.Silo.Retention;

/// <summary>Registers how long streams are kept, and how often support is asked.</summary>
internal static class RetentionRegistration
{
    /// <summary>Adds the options, and what erases again what a restore brought back.</summary>
    public static IServiceCollection AddRetention(this IServiceCollection services, SiloOptions silo)
    {
        services.AddOptions<SupportOptions>().BindConfiguration("Spico:Support").ValidateRanges("Spico:Support");
        services.AddOptions<RetentionOptions>().BindConfiguration("Spico:Retention").ValidateRanges("Spico:Retention");
        return services.AddSingleton(_ => new ErasureLedger(StoreFiles.ErasedOf(silo)))
            .AddSingleton<ErasureReplay>()
            .AddHostedService(provider => provider.GetRequiredService<ErasureReplay>());
    }
}

using Microsoft.Extensions.DependencyInjection;
using Spico.Silo.Settings;

namespace Spico.Silo.Syntheses;

/// <summary>Registers what makes syntheses.</summary>
internal static class SynthesesRegistration
{
    /// <summary>Adds syntheses. Expects people and files.</summary>
    public static IServiceCollection AddSyntheses(this IServiceCollection services)
    {
        services.AddOptions<SynthesisOptions>().BindConfiguration("Spico:Syntheses").ValidateRanges("Spico:Syntheses");
        return services.AddSingleton<SynthesisDesk>();
    }
}

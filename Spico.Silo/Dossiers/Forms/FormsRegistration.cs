using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Spico.Silo.Dossiers.Forms;

/// <summary>Registers the definitions of forms.</summary>
internal static class FormsRegistration
{
    /// <summary>Adds the definitions, checked at start.</summary>
    public static IServiceCollection AddForms(this IServiceCollection services)
    {
        services.AddOptions<FormOptions>().BindConfiguration("Spico:Forms").ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FormOptions>, FormOptionsCheck>());
        return services.AddSingleton(provider =>
            FormCatalog.Load(provider.GetRequiredService<IOptions<FormOptions>>().Value.Folder));
    }
}

using Microsoft.Extensions.DependencyInjection;
using Spico.Silo.Files;
using Spico.Silo.Files.Keeping;

namespace Spico.Silo.Tests.Files;

/// <summary>A silo whose keeping of files falls at any step a test wants, and sweeps when a test wants.</summary>
public sealed class FallingCluster : FileCluster
{
    internal Fall Fall { get; } = new();

    private protected override void Configure(IServiceCollection services)
    {
        base.Configure(services);
        services.Configure<FilesOptions>(options => options.SweepPeriod = TimeSpan.FromDays(1));
        Put<IFileRecords>(services, records => new FallingRecords(records, Fall));
        Put<IFileStore>(services, store => new FallingStore(store, Fall));
    }

    private static void Put<T>(IServiceCollection services, Func<T, T> around)
        where T : class
    {
        Func<IServiceProvider, object> inner = services
            .Last(service => service.ServiceType == typeof(T)).ImplementationFactory!;
        services.AddSingleton(provider => around((T)inner(provider)));
    }
}

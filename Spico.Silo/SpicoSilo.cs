using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Spico.Silo.Accounts;
using Spico.Silo.People;
using Spico.Silo.Serialization;
using Spico.Silo.Storage;

namespace Spico.Silo;

/// <summary>The silo, composed: the store, the log, the grains.</summary>
public static class SpicoSilo
{
    /// <summary>Adds a silo. Its store is migrated and checked before it starts, and closed after it stopped.</summary>
    public static IHostApplicationBuilder AddSpicoSilo(this IHostApplicationBuilder builder, SiloOptions options)
    {
        IServiceCollection services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSpicoContractSerialization();
        services.AddAccounts(options);
        services.AddSingleton(_ => CreatePeopleStore(options));
        return builder.UseSilo(options);
    }

    /// <summary>The people of a store, apart from any silo.</summary>
    internal static IPeopleStore CreatePeopleStore(SiloOptions options) => options.UsesPostgreSql
        ? new PostgresPeopleStore(options.ConnectionString)
        : new SqlitePeopleStore(StateFileOf(options) + ";Mode=ReadWrite");

    private static IServiceCollection AddAccounts(this IServiceCollection services, SiloOptions options)
    {
        services.AddOptions<AccountOptions>().BindConfiguration("Spico:Accounts")
            .PostConfigure(accounts =>
            {
                if (accounts.KeysFolder.Length == 0)
                {
                    accounts.KeysFolder = options.KeysFolderInForce;
                }
            });
        services.AddSingleton<PasswordChecks>();
        services.AddSingleton(provider =>
        {
            IOptions<AccountOptions> accounts = provider.GetRequiredService<IOptions<AccountOptions>>();
            TokenIssuer.EnsureKeys(accounts.Value.KeysFolder);
            return new TokenIssuer(accounts, provider.GetRequiredService<TimeProvider>());
        });
        return services;
    }

    private static IHostApplicationBuilder UseSilo(this IHostApplicationBuilder builder, SiloOptions options) =>
        builder.UseOrleans(silo =>
        {
            silo.UseSpicoClustering(options);
            silo.UseSpicoStorages(
                options.UsesPostgreSql ? Clustering.PostgreSqlInvariant : GrainStorages.SqliteInvariant,
                options.UsesPostgreSql ? options.ConnectionString : StateFileOf(options));
            silo.Configure<SiloMessagingOptions>(messaging =>
            {
                messaging.ResponseTimeout = options.ResponseTimeout;
                messaging.MaxMessageBodySize = options.MessageBytesMax;
                messaging.MaxEnqueuedRequestsHardLimit = options.WaitingCallsMax;
                messaging.MaxEnqueuedRequestsHardLimit_StatelessWorker = options.WaitingCallsMax;
            });
            silo.Configure<ClientMessagingOptions>(client => client.ResponseTimeout = options.ResponseTimeout);
        });

    private static string StateFileOf(SiloOptions options) =>
        $"Data Source={Path.Combine(Path.GetFullPath(options.DataFolder), "grains.db")}";
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Spico.Silo.Accounts;
using Spico.Silo.Dossiers.Forms;
using Spico.Silo.Dossiers.Rights;
using Spico.Silo.Files;
using Spico.Silo.People;
using Spico.Silo.Professionals;
using Spico.Silo.Professionals.Searching;
using Spico.Silo.Professionals.Stores;
using Spico.Silo.Retention;
using Spico.Silo.Serialization;
using Spico.Silo.Settings;
using Spico.Silo.Storage.PostgreSql;
using Spico.Silo.Storage.Sqlite;
using Spico.Silo.Streams;
using Spico.Silo.Syntheses;
using Spico.Silo.Traces;

namespace Spico.Silo;

/// <summary>The silo, composed: the store, the log, the grains.</summary>
public static class SpicoSilo
{
    /// <summary>Adds a silo. Its store is migrated and checked before it starts, and closed after it stopped.</summary>
    public static IHostApplicationBuilder AddSpicoSilo(this IHostApplicationBuilder builder, SiloOptions options)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(options)
            .AddSpicoContractSerialization()
            .AddHostedService<StoreStart>();
        builder.UseOrleans(silo => silo.UseSpicoClustering(options).UseSpicoStorages(options).LimitCalls(options));

        // After Orleans: what runs in the background begins when the silo is active, and ends before it does.
        builder.Services.AddLog(options)
            .AddStreams()
            .AddTraces(options)
            .AddFiles(options)
            .AddSyntheses()
            .AddForms()
            .AddRetention(options)
            .AddAccounts(options)
            .AddPeople(options)
            .AddHealthChecks().AddCheck<StoreHealth>("store").AddCheck<SiloHealth>("silo");
        return builder;
    }

    /// <summary>The people of a store, apart from any silo.</summary>
    internal static IPeopleStore CreatePeopleStore(SiloOptions options) => options.UsesPostgreSql
        ? new PostgresPeopleStore(options.ConnectionString)
        : new SqlitePeopleStore(StoreFiles.GrainsOf(options));

    /// <summary>The directory of a store, apart from any silo.</summary>
    internal static IDirectoryStore CreateDirectoryStore(SiloOptions options) => options.UsesPostgreSql
        ? new PostgresDirectoryStore(options.ConnectionString)
        : new SqliteDirectoryStore(StoreFiles.DirectoryOf(options));

    private static IServiceCollection AddLog(this IServiceCollection services, SiloOptions options)
    {
        services.AddSingleton(_ => MasterKey.Load(StoreFiles.MasterKeyOf(options), createWhenAbsent: true));
        services.AddSingleton<ILogStore>(_ => options.UsesPostgreSql
            ? new PostgreSqlLogStore(new PostgreSqlLogOptions { ConnectionString = options.ConnectionString })
            : new SqliteLogStore(new SqliteLogOptions { Path = StoreFiles.LogOf(options) }));
        services.AddSingleton(provider => new LogWriter(
            provider.GetRequiredService<ILogStore>(),
            provider.GetRequiredService<IFanOut>(),
            new LogWriterOptions { HighWaterMarkPath = StoreFiles.HighWaterMarkOf(options) },
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<LogWriter>>()));
        return services.AddSingleton<ILog>(provider => provider.GetRequiredService<LogWriter>());
    }

    private static IServiceCollection AddPeople(this IServiceCollection services, SiloOptions options)
    {
        services.AddOptions<RightsOptions>().BindConfiguration("Spico:Rights").ValidateRanges("Spico:Rights");
        services.AddOptions<DirectoryOptions>().BindConfiguration("Spico:Directory").ValidateRanges("Spico:Directory");
        return services.AddSingleton(_ => new RegisteredPeople(CreatePeopleStore(options)))
            .AddSingleton(_ => CreateDirectoryStore(options))
            .AddSingleton<DirectoryReader>()
            .AddHostedService<VanishedPeople>()
            .AddSingleton<IPeopleStore, KnownPeople>();
    }

    private static IServiceCollection AddAccounts(this IServiceCollection services, SiloOptions options)
    {
        services.AddOptions<AccountOptions>().BindConfiguration("Spico:Accounts")
            .PostConfigure(accounts =>
            {
                if (accounts.KeysFolder.Length == 0)
                {
                    accounts.KeysFolder = options.KeysFolderInForce;
                }
            })
            .ValidateRanges("Spico:Accounts");
        return services.AddSingleton<PasswordChecks>().AddSingleton<TokenIssuer>();
    }

    private static ISiloBuilder LimitCalls(this ISiloBuilder silo, SiloOptions options) => silo
        .Configure<SiloMessagingOptions>(messaging =>
        {
            messaging.ResponseTimeout = options.ResponseTimeout;
            messaging.MaxMessageBodySize = options.MessageBytesMax;
            messaging.MaxEnqueuedRequestsHardLimit = options.WaitingCallsMax;
            messaging.MaxEnqueuedRequestsHardLimit_StatelessWorker = options.WaitingCallsMax;
        })
        .Configure<ClientMessagingOptions>(client => client.ResponseTimeout = options.ResponseTimeout);
}

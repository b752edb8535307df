using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Hosting;
using Orleans.Runtime;
using Spico.Silo.Dossiers.Forms;
using Spico.Silo.Files;
using Spico.Silo.People;
using Spico.Silo.Retention;
using Spico.Silo.Serialization;
using Spico.Silo.Storage;
using Spico.Silo.Storage.Migrations;
using Spico.Silo.Storage.Sqlite;
using Spico.Silo.Streams;
using Spico.Silo.Syntheses;
using Spico.Silo.Traces;

namespace Spico.Silo.Tests.Streams;

/// <summary>A silo's composition for tests: the real log in a file, everything else in memory.</summary>
internal static class TestSilo
{
    /// <summary>Adds the log, the streams and their grains to a silo.</summary>
    public static void AddTestSilo(this ISiloBuilder silo, string folder, Crowd people)
    {
        silo.AddMemoryGrainStorage(StorageNames.Snapshots);
        silo.Services
            .AddSpicoContractSerialization()
            .AddStreams()
            .AddTraces(new SiloOptions { DataFolder = folder })
            .AddFiles(new SiloOptions { DataFolder = folder })
            .AddSyntheses()
            .AddForms()
            .AddRetention(new SiloOptions { DataFolder = folder })
            .AddSingleton(TimeProvider.System)
            .AddSingleton<IPeopleStore>(people)
            .AddLog(folder)
            .AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(
                provider => new LogStart(provider.GetRequiredService<LogWriter>(), folder));
    }

    private static IServiceCollection AddLog(this IServiceCollection services, string folder) => services
        .AddSingleton(_ => MasterKey.Load(Path.Combine(folder, "master.key"), createWhenAbsent: true))
        .AddSingleton(_ => new FaultyStore(
            new SqliteLogStore(new SqliteLogOptions { Path = Path.Combine(folder, "log.db") })))
        .AddSingleton<ILogStore>(provider => provider.GetRequiredService<FaultyStore>())
        .AddSingleton(provider => NewWriter(folder, provider))
        .AddSingleton<ILog>(provider => provider.GetRequiredService<LogWriter>());

    private static LogWriter NewWriter(string folder, IServiceProvider provider) => new(
        provider.GetRequiredService<ILogStore>(),
        provider.GetRequiredService<IFanOut>(),
        new LogWriterOptions { HighWaterMarkPath = Path.Combine(folder, $"mark-{Guid.NewGuid():N}") },
        TimeProvider.System,
        NullLogger<LogWriter>.Instance);

    private sealed class LogStart(LogWriter writer, string folder) : ILifecycleParticipant<ISiloLifecycle>
    {
        public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
            nameof(LogStart), ServiceLifecycleStage.RuntimeInitialize, StartAsync, writer.StopAsync);

        private async Task StartAsync(CancellationToken cancellationToken)
        {
            // The records of files lie beside the log.
            string grains = SqliteFile.ConnectionString(Path.Combine(folder, "grains.db"));
            await SqlMigrations.ApplyAsync(MigrationSet.SqliteGrains, grains, cancellationToken);
            await writer.StartAsync(cancellationToken);
        }
    }
}

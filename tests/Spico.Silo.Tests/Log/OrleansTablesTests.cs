using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Storage;
using Spico.Silo.Storage.Migrations;
using Spico.Silo.Storage.Sqlite;
using Spico.Testing;

namespace Spico.Silo.Tests.Log;

/// <summary>Orleans' own providers against the tables that our migrations make, in a silo on each store.</summary>
public sealed class OrleansTablesTests
{
    private const string Storage = "kept";

    [Fact]
    public async Task Grain_state_and_reminders_are_kept_in_sqlite()
    {
        using TestFolder folder = TestFolder.Create("orleans");
        string connection = SqliteFile.ConnectionString(folder.File("grains.db"));
        await SqlMigrations.ApplyAsync(MigrationSet.SqliteGrains, connection, TestContext.Current.CancellationToken);
        using IHost host = Silo("System.Data.SQLite", connection, silo => silo.UseLocalhostClustering(
            Testing.FreePort.Next(), Testing.FreePort.Next()));
        await CheckAsync(host);
    }

    [Fact]
    public async Task Grain_state_reminders_and_membership_are_kept_in_postgresql()
    {
        string connection = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync("orleans");
        await SqlMigrations.ApplyAsync(MigrationSet.PostgreSql, connection, TestContext.Current.CancellationToken);
        using IHost host = Silo("Npgsql", connection, silo => silo
            .ConfigureEndpoints("127.0.0.1", Testing.FreePort.Next(), Testing.FreePort.Next())
            .UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", connection)));
        await CheckAsync(host, async () =>
        {
            IMembershipTable table = host.Services.GetRequiredService<IMembershipTable>();
            MembershipTableData data = await table.ReadAllAsync(CancellationToken.None);
            Assert.Equal(SiloStatus.Active, Assert.Single(data.Members).Item1.Status);
            Assert.True(data.Version.Version >= 2);
            await table.CleanupDefunctSiloEntriesAsync(DateTimeOffset.UtcNow.AddDays(1), CancellationToken.None);
            Assert.Single((await table.ReadAllAsync(CancellationToken.None)).Members);
        });
    }

    private static IHost Silo(string invariant, string connection, Action<ISiloBuilder> cluster)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.UseOrleans(silo =>
        {
            cluster(silo);
            silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = ("tests", "tests"));
            silo.AddAdoNetGrainStorage(
                Storage, options => (options.Invariant, options.ConnectionString) = (invariant, connection));
            silo.UseAdoNetReminderService(
                options => (options.Invariant, options.ConnectionString) = (invariant, connection));
        });
        return builder.Build();
    }

    private static async Task CheckAsync(IHost host, Func<Task>? more = null)
    {
        await host.StartAsync(TestContext.Current.CancellationToken);
        await CheckStorageAsync(host.Services.GetRequiredKeyedService<IGrainStorage>(Storage));
        await CheckRemindersAsync(host.Services.GetRequiredService<IReminderTable>());
        await (more?.Invoke() ?? Task.CompletedTask);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private static async Task CheckStorageAsync(IGrainStorage storage)
    {
        GrainId grain = GrainId.Create("kept", "stream/one");
        GrainState<List<string>> state = new() { State = ["first"] };
        await storage.WriteStateAsync("kept.v1", grain, state);
        state.State.Add("second");
        await storage.WriteStateAsync("kept.v1", grain, state);

        GrainState<List<string>> read = new();
        await storage.ReadStateAsync("kept.v1", grain, read);
        Assert.Equal(["first", "second"], read.State);
        Assert.Equal(state.ETag, read.ETag);

        GrainState<List<string>> blind = new() { State = ["a second activation that found nothing"] };
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("kept.v1", grain, blind));
        GrainState<List<string>> late = new() { State = ["one that found an older state"], ETag = "1" };
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("kept.v1", grain, late));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("kept.v1", grain, late));

        await storage.ClearStateAsync("kept.v1", grain, read);
        await storage.ReadStateAsync("kept.v1", grain, read);
        Assert.Empty(read.State!);
        await storage.WriteStateAsync("kept.v1", grain, read);

        GrainState<List<string>> other = new();
        await storage.ReadStateAsync("other.v1", grain, other);
        Assert.Null(other.ETag);
    }

    private static async Task CheckRemindersAsync(IReminderTable table)
    {
        GrainId grain = GrainId.Create("kept", "stream/one");
        DateTime start = new(2030, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        ReminderEntry entry = new()
        {
            GrainId = grain,
            ReminderName = "sweep",
            StartAt = start,
            Period = TimeSpan.FromMinutes(2),
        };
        string first = (await table.UpsertRow(entry))!;
        string second = (await table.UpsertRow(entry))!;
        Assert.NotEqual(first, second);

        ReminderEntry row = (await table.ReadRow(grain, "sweep"))!;
        Assert.Equal((start, TimeSpan.FromMinutes(2), second), (row.StartAt, row.Period, row.ETag));
        Assert.Single((await table.ReadRows(grain)).Reminders);
        uint hash = grain.GetUniformHashCode();
        Assert.Single((await table.ReadRows(hash - 1, hash)).Reminders);
        Assert.Empty((await table.ReadRows(hash, hash + 1)).Reminders);
        Assert.Single((await table.ReadRows(hash + 1, hash)).Reminders);
        Assert.False(await table.RemoveRow(grain, "sweep", first));
        Assert.True(await table.RemoveRow(grain, "sweep", second));
        Assert.Empty((await table.ReadRows(grain)).Reminders);
    }
}

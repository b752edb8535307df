using Npgsql;
using Spico.Testing;

namespace Spico.Faults.Tests;

/// <summary>
/// A power cut: what was not flushed is gone. Goal: an ack means flushed. Method: the store lies on an ext4 image
/// mounted over a loop device; the file system is shut down under it without flushing, everything is killed, the image
/// is mounted again and the node started on it. The negative control writes to the same kind of volume without asking
/// for a flush and must lose what it was told is written: otherwise these tests would prove nothing.
/// </summary>
public sealed class PowerCutTests
{
    [Fact]
    public async Task On_SQLite_nothing_acknowledged_is_lost_in_a_power_cut()
    {
        await using LoopVolume volume = await LoopVolume.MountAsync();
        await using SpicoNode node = await SpicoNode.StartAsync(new SpicoNodeOptions
        {
            DataFolder = Path.Combine(volume.Folder, "data"),
            Settings = Workload.Settings,
        });
        await using Workload load = await Workload.StartAsync(node);
        await load.Acks(600, "before the power cut");
        await load.Suffers("power cut", "the volume", async () =>
        {
            // Nobody acks without power. A file system that is shut down may still say that it has flushed.
            await node.FreezeAllAsync();
            volume.CutPower();
            await node.KillAsync();
            await volume.RemountAsync();
            await node.RestartAsync();
        });
        await load.Acks(200, "after the power came back");
        await load.Judge();
    }

    [Fact]
    public async Task On_PostgreSQL_nothing_acknowledged_is_lost_in_a_power_cut()
    {
        await using LoopVolume volume = await LoopVolume.MountAsync();
        await using PostgresServer postgres =
            await PostgresServer.StartAsync(new PostgresOptions { Folder = volume.Folder });
        await using SpicoNode node = await SpicoNode.StartAsync(new SpicoNodeOptions
        {
            Store = Store.PostgreSql,
            ConnectionString = await postgres.CreateDatabaseAsync(),
            Settings = Workload.Settings,
        });
        await using Workload load = await Workload.StartAsync(node);
        await load.Acks(600, "before the power cut");
        await load.Suffers("power cut", "PostgreSQL's volume", async () =>
        {
            volume.CutPower();
            await postgres.KillAsync();
            await volume.RemountAsync();
            await postgres.RestartAsync();
        });
        await load.Acks(200, "after the power came back");
        await load.Judge();
    }

    [Fact]
    public async Task The_negative_control_loses_what_was_not_flushed()
    {
        await using LoopVolume volume = await LoopVolume.MountAsync();
        await using PostgresServer postgres = await PostgresServer.StartAsync(new PostgresOptions
        {
            Folder = volume.Folder,
            Settings = new Dictionary<string, string>
            {
                ["synchronous_commit"] = "off",
                ["wal_writer_delay"] = "10s",
            },
        });
        string database = await postgres.CreateDatabaseAsync();
        await ExecuteAsync(database, "CREATE TABLE told (n int)");
        await ExecuteAsync(database, "CHECKPOINT");
        const int told = 50;
        for (int number = 0; number < told; number++)
        {
            await ExecuteAsync(database, "INSERT INTO told VALUES (1)");
        }

        volume.CutPower();
        await postgres.KillAsync();
        await volume.RemountAsync();
        await postgres.RestartAsync();

        long kept = (long)(await ExecuteAsync(database, "SELECT count(*) FROM told"))!;
        Assert.InRange(kept, 0, told - 1);
    }

    private static async Task<object?> ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }
}

using Microsoft.Data.Sqlite;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Faults.Tests;

/// <summary>An erasure and a purge, through a death: what was begun is ended after the restart.</summary>
public sealed class ErasureTests
{
    private const int Purged = 40;
    private const long LongAgo = 1_000;

    [Fact]
    public async Task An_erasure_and_a_purge_are_completed_though_the_node_is_killed_in_the_midst_of_them()
    {
        await using SpicoNode node = await SpicoNode.StartAsync(new SpicoNodeOptions
        {
            Settings = new Dictionary<string, string> { ["Spico:Limits:Profile"] = "load" },
        });
        await using var clinic = new Clinic(node, Way.WebSocket);
        Colleague root = await clinic.Admit("root", isAdministrator: true);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId erased = await alice.StartsGroup("À oublier", bob);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => alice.Client.PostAsync(erased, $"à oublier {i}")));
        StreamId[] purged =
            await Task.WhenAll(Enumerable.Range(0, Purged).Select(i => alice.StartsGroup($"Ancienne {i}", bob)));
        StreamId kept = await alice.StartsGroup("Récente", bob);
        Age(node, purged);
        var order = new PurgeStreamsRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Retention = RetentionClass.Messages,
            Limit = 200,
        };
        Task<PurgeStreamsResponse> purge = root.Client.PurgeStreamsAsync(order);
        await Eventually.Becomes("the purge goes on", () => Task.FromResult(Erased(node)), n => n > 0, "some erased");
        RequestId request = RequestId.New();
        EraseStreamResponse told = await root.Client.EraseStreamAsync(erased, "Ouvert par erreur", request);
        await node.KillAsync();
        await node.RestartAsync();
        await root.Client.WhenConnectedAsync().WaitAsync(Eventually.Patience);
        _ = await Record.ExceptionAsync(() => purge);

        await root.Client.PurgeStreamsAsync(order);
        Assert.Equal(
            told.ErasedAt, (await root.Client.EraseStreamAsync(erased, "Ouvert par erreur", request)).ErasedAt);
        foreach (StreamId stream in purged.Append(erased))
        {
            SpicoException tombstone =
                await Assert.ThrowsAsync<SpicoException>(() => alice.Client.PostAsync(stream, "encore"));
            Assert.Equal(ErrorCode.Erased, tombstone.Code);
        }

        await Eventually.Becomes(
            "nothing of them is left",
            () => Task.FromResult(purged.Append(erased).Sum(stream => Facts(node, stream))),
            left => left == 0,
            "no fact");
        await alice.Client.PostAsync(kept, "toujours là");
    }

    private static void Age(SpicoNode node, StreamId[] streams)
    {
        using SqliteConnection log = Open(node);
        foreach (StreamId stream in streams)
        {
            using SqliteCommand age = Command(log, "UPDATE stream SET active_at = $at WHERE id = $stream");
            age.Parameters.AddWithValue("$at", LongAgo);
            age.Parameters.AddWithValue("$stream", stream.ToByteString().ToByteArray());
            Assert.Equal(1, age.ExecuteNonQuery());
        }
    }

    private static long Erased(SpicoNode node)
    {
        using SqliteConnection log = Open(node);
        using SqliteCommand count = Command(log, "SELECT count(*) FROM erased_stream");
        return (long)count.ExecuteScalar()!;
    }

    private static long Facts(SpicoNode node, StreamId stream)
    {
        using SqliteConnection log = Open(node);
        using SqliteCommand count = Command(log, "SELECT count(*) FROM fact WHERE stream = $stream");
        count.Parameters.AddWithValue("$stream", stream.ToByteString().ToByteArray());
        return (long)count.ExecuteScalar()!;
    }

    private static SqliteConnection Open(SpicoNode node)
    {
        var log = new SqliteConnection($"Data Source={Path.Combine(node.DataFolder, "log.db")};Pooling=False");
        log.Open();
        return log;
    }

    private static SqliteCommand Command(SqliteConnection log, string sql)
    {
        SqliteCommand command = log.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}

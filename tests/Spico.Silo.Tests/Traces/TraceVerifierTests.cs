using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Tasks;
using Spico.Silo.Storage.Sqlite;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;
using Spico.Silo.Traces;
using Spico.Silo.Traces.Checkpoints;
using Spico.Silo.Traces.Verification;
using Spico.Testing;

namespace Spico.Silo.Tests.Traces;

public sealed class TraceVerifierTests(Cluster clinic) : IClassFixture<Cluster>, IDisposable
{
    private readonly PersonId _alice = PersonId.New();
    private readonly Archive _archive = new(clinic);
    private readonly TestFolder _folder = TestFolder.Create("tampered");
    private readonly TraceCheckpoints _checkpoints = clinic.Silos[0].GetRequiredService<TraceCheckpoints>();
    private readonly TraceOptions _options = clinic.Silos[0].GetRequiredService<IOptions<TraceOptions>>().Value;

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// Goal: whatever somebody does who has the database, and even the master key, is found. Method: copies of a store
    /// with traces, each tampered with in one way, against the checkpoint beside it.
    /// </summary>
    [Fact]
    public async Task Whatever_is_done_to_the_store_is_found()
    {
        StreamId dossier = await TracedDossierAsync();
        Guid traces = StreamId.TracesOf(dossier).Value;
        _checkpoints.Write();
        Assert.Empty(await VerifyAsync(clinic.LogPath, _options.CheckpointFolder));

        const string One = "stream = $stream AND seq = 2";
        Dictionary<string, TraceFault> tamperings = new()
        {
            [$"UPDATE fact SET at = at + 1 WHERE {One}"] = TraceFault.Unreadable,
            [$"UPDATE fact SET author = randomblob(16) WHERE {One}"] = TraceFault.Unreadable,
            [$"UPDATE fact SET sealed = (SELECT sealed FROM fact WHERE stream = $stream AND seq = 3) WHERE {One}"] =
                TraceFault.Unreadable,
            [$"DELETE FROM fact WHERE {One}"] = TraceFault.Missing,
            ["DELETE FROM fact WHERE stream = $stream AND seq > 2"] = TraceFault.Missing,
            ["DELETE FROM fact WHERE stream = $stream AND seq > 2; UPDATE stream SET head = 2 WHERE id = $stream"] =
                TraceFault.Cut,
            ["DELETE FROM fact WHERE stream = $stream; DELETE FROM stream WHERE id = $stream"] = TraceFault.Cut,
            ["UPDATE stream SET wrapped_key = x'' WHERE id = $stream"] = TraceFault.Erased,
            ["DELETE FROM trace_listed"] = TraceFault.Unlisted,
        };
        foreach ((string sql, TraceFault fault) in tamperings)
        {
            string copy = Copy();
            await ExecuteAsync(copy, sql, ("$stream", traces.ToByteArray(bigEndian: true)));
            List<TraceFinding> findings = await VerifyAsync(copy, _options.CheckpointFolder);
            Assert.True(findings.Exists(finding => finding.Fault == fault), $"{sql}: {string.Join(", ", findings)}");
        }

        await FindForgersAsync(dossier);
    }

    [Fact]
    public async Task A_checkpoint_that_was_changed_or_taken_out_is_found()
    {
        await TracedDossierAsync();
        _checkpoints.Write();
        await TracedDossierAsync();
        _checkpoints.Write();
        string[] lines = await File.ReadAllLinesAsync(
            Assert.Single(Directory.GetFiles(_options.CheckpointFolder)), TestContext.Current.CancellationToken);
        Assert.True(lines.Length > 1);
        int digit = lines[0].LastIndexOf('.') - 1;
        char other = lines[0][digit] == '1' ? '2' : '1';
        string changed = $"{lines[0][..digit]}{other}{lines[0][(digit + 1)..]}";
        Assert.Contains(TraceFault.Forged, await FaultsAsync([changed, .. lines[1..]]));
        Assert.Contains(TraceFault.Forged, await FaultsAsync(lines[1..]));
        Assert.Contains(TraceFault.Forged, await FaultsAsync(["", .. lines]));
        Assert.DoesNotContain(TraceFault.Forged, await FaultsAsync(lines));

        async Task<IEnumerable<TraceFault>> FaultsAsync(string[] written)
        {
            string folder = _folder.File(Guid.NewGuid().ToString("N"));
            Directory.CreateDirectory(folder);
            await File.WriteAllLinesAsync(Path.Combine(folder, "a.checkpoints"), written);
            return (await VerifyAsync(clinic.LogPath, folder)).Select(finding => finding.Fault);
        }
    }

    [Fact]
    public void Half_a_line_at_the_end_is_no_checkpoint_and_spoils_none_that_follows()
    {
        string path = _folder.File(Guid.NewGuid().ToString("N"));
        var folder = new CheckpointFolder(path);
        using TraceKey key = TraceKey.OfFolder(_options.KeysFolder);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        List<KeyValuePair<StreamId, TraceHead>> heads =
            [new(StreamId.TracesOf(PersonId.New()), new TraceHead(1, 1, [1, 2, 3]))];
        for (int i = 1; i <= 3; i++)
        {
            folder.Add(heads, now, key);
            File.AppendAllText(Assert.Single(Directory.GetFiles(path)), "half a li");
            Assert.Equal(i, folder.Read(key).Count());
            Assert.DoesNotContain(folder.Read(key), read => read.Checkpoint is null);
            Assert.Equal(now.ToUnixTimeMilliseconds(), folder.NewestAt(key));
        }
    }

    [Fact]
    public async Task What_a_fall_left_without_a_checkpoint_is_attested_at_the_next_start()
    {
        StreamId dossier = await TracedDossierAsync();
        _ = clinic.Silos[0].GetRequiredService<TraceHeads>().Take();
        await _checkpoints.RecoverAsync();
        _checkpoints.Write();
        List<StoredTrace> stored = await _archive.StoredAsync(dossier);
        using TraceKey key = TraceKey.PublicOfFolder(_options.KeysFolder);
        IEnumerable<TraceHead> attested = new CheckpointFolder(_options.CheckpointFolder).Read(key)
            .SelectMany(read => read.Checkpoint!.Heads)
            .Where(head => head.Key == StreamId.TracesOf(dossier)).Select(head => head.Value);
        Assert.Equal(
            (stored[^1].Seq, Convert.ToHexString(stored[^1].HashIn(StreamId.TracesOf(dossier)))),
            (attested.Last().Seq, Convert.ToHexString(attested.Last().Hash)));
    }

    private async Task FindForgersAsync(StreamId dossier)
    {
        StreamId stream = StreamId.TracesOf(dossier);
        StreamRow row = (await _archive.Storage.Store.ReadStreamAsync(stream))!;
        using StreamCipher cipher = StreamCipher.Unwrap(_archive.Storage.MasterKey, stream, row.WrappedKey);
        foreach ((long seq, TraceFault fault) in new[] { (2L, TraceFault.Broken), (row.Head, TraceFault.Differs) })
        {
            FactRow fact = (await _archive.Storage.Store.ReadFactsAsync(stream, seq - 1, false, 1))[0];
            Fact body = Fact.Parser.ParseFrom(cipher.Open(fact));
            body.AccessTraced.Trace.Person = PersonId.New().ToByteString();
            byte[] forged = cipher.Seal(fact, FactEncoding.Encode(fact, body, out int start).AsSpan(start));
            string copy = Copy();
            await ExecuteAsync(
                copy,
                "UPDATE fact SET sealed = $sealed WHERE stream = $stream AND seq = $seq",
                ("$sealed", forged),
                ("$stream", stream.Value.ToByteArray(bigEndian: true)),
                ("$seq", seq));
            Assert.Contains(
                fault, (await VerifyAsync(copy, _options.CheckpointFolder)).Select(finding => finding.Fault));
        }
    }

    /// <summary>A dossier with four traces, and a list that shows it.</summary>
    private async Task<StreamId> TracedDossierAsync()
    {
        StreamId dossier = await _archive.OpenAsync(_alice);
        await _archive.AskAsync(_alice, dossier, new ChangeTaskRequest
        {
            RequestId = Archive.Id(),
            Dossier = dossier.ToByteString(),
            Create = new NewCareTask { Title = "Renouveler l'ordonnance" },
        });
        for (int i = 0; i < 2; i++)
        {
            await _archive.AskAsync(_alice, dossier, new ReadCircleRequest { Dossier = dossier.ToByteString() });
        }

        await clinic.Grains.GetGrain<IBoardGrain>(0).List(Cluster.As(_alice), new ListTasksRequest());
        return dossier;
    }

    private async Task<List<TraceFinding>> VerifyAsync(string log, string folder)
    {
        await using var store = new SqliteLogStore(new SqliteLogOptions { Path = log });
        StoreIdentity identity = await store.OpenAsync(TestContext.Current.CancellationToken);
        using TraceKey key = TraceKey.PublicOfFolder(_options.KeysFolder);
        var verifier = new TraceVerifier(store, _archive.Storage.MasterKey, identity.Epoch);
        await verifier.RunAsync(new CheckpointFolder(folder), key, TestContext.Current.CancellationToken);
        Assert.True(verifier.Checkpoints > 0);
        return verifier.Findings;
    }

    private string Copy()
    {
        string copy = _folder.File($"{Guid.NewGuid():N}.db");
        using SqliteConnection connection = Open(clinic.LogPath);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "VACUUM INTO $copy";
        command.Parameters.AddWithValue("$copy", copy);
        command.ExecuteNonQuery();
        return copy;
    }

    private static async Task ExecuteAsync(string log, string sql, params (string Name, object Value)[] values)
    {
        await using SqliteConnection connection = Open(log);
        await using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        bool IsUsed((string Name, object Value) value) => sql.Contains(value.Name, StringComparison.Ordinal);
        foreach ((string name, object value) in values.Where(IsUsed))
        {
            command.Parameters.AddWithValue(name, value);
        }

        Assert.True(await command.ExecuteNonQueryAsync() > 0);
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Pooling = false,
        }.ConnectionString);
        connection.Open();
        return connection;
    }
}

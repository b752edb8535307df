using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Spico.Testing;

namespace Spico.Peers.RawStores;

/// <summary>One prepared statement a message, one flush a batch; SQLite runs in this process.</summary>
internal sealed class SqliteReference : IStoreReference
{
    private string _version = "";
    private TestFolder? _folder;
    private SqliteConnection? _connection;

    public PeerCard Card => new(
        "raw-sqlite", _version, "its batch is committed and flushed", IsStored: true, IsFlushed: true);

    public IReadOnlyList<int> StoreProcesses => [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _folder = TestFolder.Create("raw-sqlite");
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = _folder.File("raw.db"),
            Pooling = false,
        }.ConnectionString);
        await _connection.OpenAsync(cancellationToken);
        _version = $"SQLite {_connection.ServerVersion}";
        Execute(
            """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            CREATE TABLE message (
                conversation INTEGER NOT NULL,
                seq INTEGER NOT NULL,
                author INTEGER NOT NULL,
                text TEXT NOT NULL,
                PRIMARY KEY (conversation, seq)) WITHOUT ROWID;
            """);
    }

    public Task<double> MessagesPerSecondAsync(int batch, TimeSpan duration, CancellationToken cancellationToken) =>
        Task.Run(() => Measure(new MessageBatch(batch), duration, cancellationToken), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        _folder?.Dispose();
    }

    private double Measure(MessageBatch messages, TimeSpan duration, CancellationToken cancellationToken)
    {
        Execute("DELETE FROM message");
        using SqliteCommand insert = _connection!.CreateCommand();
        insert.CommandText = "INSERT INTO message VALUES ($conversation, $seq, $author, $text)";
        SqliteParameter conversation = insert.Parameters.Add("$conversation", SqliteType.Integer);
        SqliteParameter seq = insert.Parameters.Add("$seq", SqliteType.Integer);
        SqliteParameter author = insert.Parameters.Add("$author", SqliteType.Integer);
        SqliteParameter text = insert.Parameters.Add("$text", SqliteType.Text);
        insert.Prepare();
        long inserted = 0;
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < duration)
        {
            cancellationToken.ThrowIfCancellationRequested();
            messages.Next();
            using SqliteTransaction transaction = _connection.BeginTransaction();
            insert.Transaction = transaction;
            for (int i = 0; i < messages.Seq.Length; i++)
            {
                conversation.Value = messages.Conversation[i];
                seq.Value = messages.Seq[i];
                author.Value = messages.Author[i];
                text.Value = messages.Text[i];
                inserted += insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        return inserted / clock.Elapsed.TotalSeconds;
    }

    private void Execute(string sql)
    {
        using SqliteCommand command = _connection!.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

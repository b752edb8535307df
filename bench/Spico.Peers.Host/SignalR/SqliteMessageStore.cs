using Microsoft.Data.Sqlite;

namespace Spico.Peers.Host.SignalR;

/// <summary>One insert a message, flushed, on the one connection that writes.</summary>
internal sealed class SqliteMessageStore : IMessageStore, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly SqliteParameter _conversation;
    private readonly SqliteParameter _author;
    private readonly SqliteParameter _text;
    private readonly SqliteParameter _at;

    private SqliteMessageStore(SqliteConnection connection)
    {
        _connection = connection;
        _insert = connection.CreateCommand();
        _insert.CommandText =
            "INSERT INTO message (conversation, author, text, at) VALUES ($conversation, $author, $text, $at) " +
            "RETURNING seq";
        _conversation = _insert.Parameters.Add("$conversation", SqliteType.Integer);
        _author = _insert.Parameters.Add("$author", SqliteType.Integer);
        _text = _insert.Parameters.Add("$text", SqliteType.Text);
        _at = _insert.Parameters.Add("$at", SqliteType.Integer);
        _insert.Prepare();
    }

    public static SqliteMessageStore Open(string path)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path }.ConnectionString);
        connection.Open();
        using SqliteCommand create = connection.CreateCommand();
        create.CommandText =
            """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            CREATE TABLE message (
                seq INTEGER PRIMARY KEY,
                conversation INTEGER NOT NULL,
                author INTEGER NOT NULL,
                text TEXT NOT NULL,
                at INTEGER NOT NULL);
            CREATE INDEX message_conversation ON message (conversation, seq);
            """;
        create.ExecuteNonQuery();
        return new SqliteMessageStore(connection);
    }

    public async Task<long> InsertAsync(int conversation, int author, string text, DateTimeOffset at)
    {
        await _turn.WaitAsync();
        try
        {
            _conversation.Value = conversation;
            _author.Value = author;
            _text.Value = text;
            _at.Value = at.ToUnixTimeMilliseconds();
            return (long)_insert.ExecuteScalar()!;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
        _turn.Dispose();
    }
}

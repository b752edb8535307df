using Npgsql;
using NpgsqlTypes;
using Spico.Silo.Streams;

namespace Spico.Bench;

internal sealed class RawPostgreSqlStore : IRawStore
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _insert;
    private readonly List<Guid> _stream = [];
    private readonly List<long> _seq = [];
    private readonly List<long> _ordinal = [];
    private readonly List<Guid> _author = [];
    private readonly List<long> _at = [];
    private readonly List<int> _kind = [];
    private readonly List<Guid> _request = [];
    private readonly List<byte[]> _sealed = [];

    private RawPostgreSqlStore(NpgsqlConnection connection)
    {
        _connection = connection;
        _insert = new NpgsqlCommand(
            "INSERT INTO fact SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)", connection);
        Add(NpgsqlDbType.Uuid, _stream);
        Add(NpgsqlDbType.Bigint, _seq);
        Add(NpgsqlDbType.Bigint, _ordinal);
        Add(NpgsqlDbType.Uuid, _author);
        Add(NpgsqlDbType.Bigint, _at);
        Add(NpgsqlDbType.Integer, _kind);
        Add(NpgsqlDbType.Uuid, _request);
        Add(NpgsqlDbType.Bytea, _sealed);
        _insert.Prepare();
    }

    public static async Task<IRawStore> OpenAsync(string connectionString)
    {
        NpgsqlConnection connection = new(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using NpgsqlCommand create = new(
            """
            CREATE TABLE fact (stream uuid, seq bigint, ordinal bigint, author uuid, at bigint, kind integer,
                request_id uuid, sealed bytea);
            CREATE UNIQUE INDEX ON fact (stream, seq)
            """,
            connection);
        await create.ExecuteNonQueryAsync();
        return new RawPostgreSqlStore(connection);
    }

    public void Insert(List<FactRow> facts)
    {
        foreach (FactRow fact in facts)
        {
            _stream.Add(fact.Stream.Value);
            _seq.Add(fact.Seq);
            _ordinal.Add(fact.Ordinal);
            _author.Add(fact.Author.Value);
            _at.Add(fact.At);
            _kind.Add(fact.Kind);
            _request.Add(fact.Request!.Value.Value);
            _sealed.Add(fact.Sealed);
        }

        _insert.ExecuteNonQuery();
        _stream.Clear();
        _seq.Clear();
        _ordinal.Clear();
        _author.Clear();
        _at.Clear();
        _kind.Clear();
        _request.Clear();
        _sealed.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await _insert.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private void Add<T>(NpgsqlDbType type, List<T> values) =>
        _insert.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | type, Value = values });
}

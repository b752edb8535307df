using Npgsql;
using NpgsqlTypes;
using Spico.Silo.Streams;

namespace Spico.Silo.Storage.PostgreSql;

/// <summary><see cref="CommitSql.OneFact"/>, prepared on a connection.</summary>
internal sealed class OneFactStatement : IDisposable
{
    private readonly NpgsqlCommand _command;
    private readonly NpgsqlParameter<long> _epoch, _seq, _headOrdinal, _ordinal, _at;
    private readonly NpgsqlParameter<Guid> _stream, _author, _requestId, _requestHash;
    private readonly NpgsqlParameter<int> _kind, _requestFacts;
    private readonly NpgsqlParameter<short> _dataClass;
    private readonly NpgsqlParameter<byte[]> _sealed;

    public OneFactStatement(NpgsqlConnection connection)
    {
        _command = new NpgsqlCommand(CommitSql.OneFact, connection);
        _epoch = Add<long>("epoch", NpgsqlDbType.Bigint);
        _stream = Add<Guid>("stream", NpgsqlDbType.Uuid);
        _seq = Add<long>("seq", NpgsqlDbType.Bigint);
        _headOrdinal = Add<long>("head_ordinal", NpgsqlDbType.Bigint);
        _ordinal = Add<long>("ordinal", NpgsqlDbType.Bigint);
        _author = Add<Guid>("author", NpgsqlDbType.Uuid);
        _at = Add<long>("at", NpgsqlDbType.Bigint);
        _kind = Add<int>("kind", NpgsqlDbType.Integer);
        _dataClass = Add<short>("data_class", NpgsqlDbType.Smallint);
        _requestId = Add<Guid>("request_id", NpgsqlDbType.Uuid);
        _requestHash = Add<Guid>("request_hash", NpgsqlDbType.Uuid);
        _requestFacts = Add<int>("request_facts", NpgsqlDbType.Integer);
        _sealed = Add<byte[]>("sealed", NpgsqlDbType.Bytea);
        _command.Prepare();
    }

    /// <summary>The append, when it is all there is to commit and nothing but one fact of a request.</summary>
    public static Append? AppendIn(LogBatch batch) =>
        batch.Appends is [{ Opening: null, Facts: [{ Request: not null }] } append] ? append : null;

    public LogBatchResult Run(uint epoch, Append append)
    {
        FactRow fact = append.Facts[0];
        _epoch.TypedValue = epoch;
        _stream.TypedValue = fact.Stream.Value;
        _seq.TypedValue = fact.Seq;
        _headOrdinal.TypedValue = append.Ordinal;
        _ordinal.TypedValue = fact.Ordinal;
        _author.TypedValue = fact.Author.Value;
        _at.TypedValue = fact.At;
        _kind.TypedValue = fact.Kind;
        _dataClass.TypedValue = (short)fact.DataClass;
        _requestId.TypedValue = fact.Request.GetValueOrDefault().Value;
        _requestHash.TypedValue = fact.RequestHash;
        _requestFacts.TypedValue = fact.RequestFacts;
        _sealed.TypedValue = fact.Sealed;
        return CommitAnswer.Of(_command);
    }

    public void Dispose() => _command.Dispose();

    private NpgsqlParameter<T> Add<T>(string name, NpgsqlDbType type)
    {
        var parameter = new NpgsqlParameter<T>(name, type);
        _command.Parameters.Add(parameter);
        return parameter;
    }
}

using Npgsql;
using NpgsqlTypes;

namespace Spico.Silo.Storage.PostgreSql;

/// <summary>The array parameters of a statement, filled anew for each batch without allocating.</summary>
internal sealed class Columns(NpgsqlCommand command)
{
    private readonly List<Action> _clear = [];

    public List<Guid> Ids(string name) => Add<Guid>(name, NpgsqlDbType.Uuid);

    public List<Guid?> OptionalIds(string name) => Add<Guid?>(name, NpgsqlDbType.Uuid);

    public List<long> Longs(string name) => Add<long>(name, NpgsqlDbType.Bigint);

    public List<int> Integers(string name) => Add<int>(name, NpgsqlDbType.Integer);

    public List<int?> OptionalIntegers(string name) => Add<int?>(name, NpgsqlDbType.Integer);

    public List<short> Shorts(string name) => Add<short>(name, NpgsqlDbType.Smallint);

    public List<byte[]> Bytes(string name) => Add<byte[]>(name, NpgsqlDbType.Bytea);

    public void Clear() => _clear.ForEach(clear => clear());

    private List<T> Add<T>(string name, NpgsqlDbType type)
    {
        List<T> values = [];
        command.Parameters.Add(new NpgsqlParameter(name, NpgsqlDbType.Array | type) { Value = values });
        _clear.Add(values.Clear);
        return values;
    }
}

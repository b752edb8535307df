using Microsoft.Data.Sqlite;

namespace Spico.Silo.Storage.Sqlite;

/// <summary>
/// A prepared statement with numbered parameters (<c>?1</c>, <c>?2</c> …). Ids are stored in big-endian order, so
/// that a UUIDv7 sorts by its time; the driver's own order would swap those bytes.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly SqliteCommand _command;
    private readonly SqliteParameter[] _parameters;

    public SqliteStatement(SqliteConnection connection, string sql, int parameters)
    {
        _command = SqliteFile.Command(connection, sql);
        _parameters = new SqliteParameter[parameters];
        for (int i = 0; i < parameters; i++)
        {
            _parameters[i] = _command.CreateParameter();
            _parameters[i].ParameterName = $"?{i + 1}";
            _command.Parameters.Add(_parameters[i]);
        }

        _command.Prepare();
    }

    public SqliteStatement Set(int number, long value)
    {
        _parameters[number - 1].SqliteType = SqliteType.Integer;
        _parameters[number - 1].Value = value;
        return this;
    }

    public SqliteStatement Set(int number, byte[]? value)
    {
        _parameters[number - 1].SqliteType = SqliteType.Blob;
        _parameters[number - 1].Value = (object?)value ?? DBNull.Value;
        return this;
    }

    public SqliteStatement Set(int number, Guid value) => Set(number, value.ToByteArray(bigEndian: true));

    /// <summary>Runs it and tells how many rows it changed.</summary>
    public int Run() => _command.ExecuteNonQuery();

    public object? Scalar() => _command.ExecuteScalar();

    public SqliteDataReader Query() => _command.ExecuteReader();

    public void Dispose() => _command.Dispose();
}

using Microsoft.Data.Sqlite;
using Spico.Silo.Streams;

namespace Spico.Silo.Storage.Sqlite;

/// <summary>Changes read models on the connection that writes, with each statement prepared once.</summary>
internal sealed class SqliteRows(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<RowSql, SqliteStatement> _statements = [];

    public void Run(RowChange change)
    {
        if (!_statements.TryGetValue(change.Sql, out SqliteStatement? statement))
        {
            _statements.Add(change.Sql, statement = new SqliteStatement(connection, change.Sql.Text));
        }

        for (int i = 0; i < change.Values.Length; i++)
        {
            Set(statement, i + 1, change.Values[i]);
        }

        statement.Run();
    }

    /// <summary>What is asked of read models, on any connection.</summary>
    public static List<T> Read<T>(
        SqliteConnection connection, RowSql sql, Func<RowReader, T> row, IReadOnlyList<object?> values)
    {
        using SqliteCommand command = SqliteFile.Command(connection, sql.Text);
        for (int i = 0; i < values.Count; i++)
        {
            command.Parameters.AddWithValue(
                $"${i + 1}",
                values[i] switch
                {
                    Guid id => id.ToByteArray(bigEndian: true),
                    { } value => value,
                    null => DBNull.Value,
                });
        }

        using SqliteDataReader reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
        {
            rows.Add(row(new RowReader(reader)));
        }

        return rows;
    }

    public void Dispose()
    {
        foreach (SqliteStatement statement in _statements.Values)
        {
            statement.Dispose();
        }
    }

    private static void Set(SqliteStatement statement, int number, object? value)
    {
        _ = value switch
        {
            long one => statement.Set(number, one),
            Guid id => statement.Set(number, id),
            byte[] bytes => statement.Set(number, bytes),
            string text => statement.Set(number, text),
            null => statement.SetNull(number),
            _ => throw new ArgumentException("Not a value that a store keeps.", nameof(value)),
        };
    }
}

using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace Spico.Silo.Professionals.Stores;

/// <summary>Runs statements that both stores understand: their parameters are <c>$1</c>, <c>$2</c> …</summary>
internal static class DirectorySql
{
    public static async Task RunAsync(
        DbConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using DbCommand command = Command(connection, sql, values);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The rows of a query, one after the other; each is good until the next.</summary>
    public static async IAsyncEnumerable<DbDataReader> ReadAsync(
        DbConnection connection,
        string sql,
        [EnumeratorCancellation] CancellationToken cancellationToken,
        params object[] values)
    {
        await using DbCommand command = Command(connection, sql, values);
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return reader;
        }
    }

    /// <summary>The first column of a query's rows, a number.</summary>
    public static async Task<List<int>> NumbersAsync(DbConnection connection, string sql, object[] values)
    {
        var numbers = new List<int>();
        await foreach (DbDataReader row in ReadAsync(connection, sql, CancellationToken.None, values))
        {
            numbers.Add(row.GetInt32(0));
        }

        return numbers;
    }

    private static DbCommand Command(DbConnection connection, string sql, object[] values)
    {
        DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this folder, numbers, and parameters for all else.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (int i = 0; i < values.Length; i++)
        {
            DbParameter parameter = command.CreateParameter();
            if (connection is SqliteConnection)
            {
                // PostgreSQL's have a place and no name.
                parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"${i + 1}");
            }

            parameter.Value = values[i];
            command.Parameters.Add(parameter);
        }

        return command;
    }
}

using Npgsql;
using Spico.Silo.Streams;

namespace Spico.Silo.Storage.PostgreSql;

/// <summary>Changes read models in the transaction of a commit. Only batches that carry some pay for it.</summary>
internal static class PostgreSqlRows
{
    /// <summary>Whether any append of the batch changes a read model.</summary>
    public static bool AreIn(List<StreamClaim> claims) => claims.Exists(claim => claim.HasRows);

    /// <summary>Makes the changes of the streams that won, in order.</summary>
    public static void Run(NpgsqlConnection connection, List<StreamClaim> claims, LogBatchResult result)
    {
        using var batch = new NpgsqlBatch(connection);
        foreach (RowChange change in claims
            .Where(claim => !result.LostStreams.Contains(claim.Stream))
            .SelectMany(claim => claim.Appends)
            .SelectMany(append => append.Rows))
        {
            var command = new NpgsqlBatchCommand(change.Sql.Text);
            foreach (object? value in change.Values)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
            }

            batch.BatchCommands.Add(command);
        }

        if (batch.BatchCommands.Count > 0)
        {
            batch.ExecuteNonQuery();
        }
    }
}

using Npgsql;
using Spico.Silo.Streams;

namespace Spico.Silo.Storage.PostgreSql;

/// <summary>Changes read models in the transaction of a commit. Only batches that carry some pay for it.</summary>
internal static class PostgreSqlRows
{
    /// <summary>Whether the batch changes anything that the commit's own statement does not.</summary>
    public static bool AreIn(LogBatch batch, List<StreamClaim> claims) =>
        batch.Drafts.Count + batch.Following.Count > 0 || claims.Exists(claim => claim.HasRows);

    /// <summary>Makes the changes of the streams that won, in order, and those that belong to none.</summary>
    public static void Run(
        NpgsqlConnection connection, LogBatch rows, List<StreamClaim> claims, LogBatchResult result)
    {
        using var batch = new NpgsqlBatch(connection);
        foreach (RowChange change in claims
            .Where(claim => !result.LostStreams.Contains(claim.Stream))
            .SelectMany(claim => claim.Appends)
            .SelectMany(append => append.Rows)
            .Concat(rows.Drafts.Select(drafts => drafts.ToChange()))
            .Concat(rows.Following.SelectMany(following => following.Changes)))
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

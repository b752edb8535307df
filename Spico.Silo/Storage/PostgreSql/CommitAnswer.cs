using Npgsql;
using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Storage.PostgreSql;

/// <summary>What every form of the commit statement answers: the streams that lost; a null: another epoch.</summary>
internal static class CommitAnswer
{
    public static LogBatchResult Of(NpgsqlCommand commit)
    {
        using NpgsqlDataReader reader = commit.ExecuteReader();
        List<StreamId>? lost = null;
        bool isOtherEpoch = false;
        while (reader.Read())
        {
            if (reader.IsDBNull(0))
            {
                isOtherEpoch = true;
                continue;
            }

            (lost ??= []).Add(StreamId.From(reader.GetGuid(0)));
        }

        return isOtherEpoch
            ? throw new StoreException(StoreFailure.Unavailable, "The store has begun another epoch: start again.")
            : lost is null ? LogBatchResult.NoneLost : new LogBatchResult(lost);
    }
}

using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Liaison;

/// <summary>
/// Where entries of the notebook stand that were changed: the last fact of each, so that those are found that the state
/// no longer holds.
/// </summary>
internal static class LiaisonRows
{
    /// <summary>The last fact of an entry that was changed; none for an entry that never was.</summary>
    public static readonly RowSql Last = new(
        "SELECT seq FROM dossier_liaison_changed WHERE stream = $1 AND entry = $2");

    private static readonly RowSql Upsert = new(
        """
        INSERT INTO dossier_liaison_changed (stream, entry, seq) VALUES ($1, $2, $3)
        ON CONFLICT (stream, entry) DO UPDATE SET seq = excluded.seq
        """);

    /// <summary>An entry is changed by this fact.</summary>
    public static RowChange ChangedAt(StreamId dossier, ulong entry, long seq) =>
        new(Upsert, dossier.Value, (long)entry, seq);
}

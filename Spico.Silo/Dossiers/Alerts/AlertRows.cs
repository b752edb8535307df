using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Alerts;

/// <summary>
/// The alerts that stand, for dashboards, and until when those who put them off want to be left alone.
/// </summary>
internal static class AlertRows
{
    private static readonly RowSql Upsert = new(
        """
        INSERT INTO dossier_alert (stream, seq, class, person, raised_at, alert) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (stream, seq) DO UPDATE SET alert = excluded.alert
        """);

    private static readonly RowSql Mark = new(
        """
        INSERT INTO dossier_alert_mark (stream, seq, person, until_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (stream, seq, person) DO UPDATE SET until_at = excluded.until_at
        """);

    private static readonly RowSql Delete = new("DELETE FROM dossier_alert WHERE stream = $1 AND seq = $2");

    private static readonly RowSql DeleteMarks = new("DELETE FROM dossier_alert_mark WHERE stream = $1 AND seq = $2");

    /// <summary>The rows of an alert as it is from now on; with the mark of who changed it.</summary>
    public static IEnumerable<RowChange> Of(StreamId dossier, Alert alert, PersonId author)
    {
        long seq = (long)alert.Alert_;
        if (alert.EndedAt > 0)
        {
            return [new(Delete, dossier.Value, seq), new(DeleteMarks, dossier.Value, seq)];
        }

        var row = new RowChange(
            Upsert,
            dossier.Value,
            seq,
            (long)alert.DataClass,
            IdOf(alert.Person),
            alert.RaisedAt,
            new SealedMessage(SealedColumns.AlertOf(alert.Alert_), alert));
        return alert.Marks.FirstOrDefault(mark => mark.Person == author.ToByteString()) is { } mark
            ? [row, new(Mark, dossier.Value, seq, author.Value, mark.Until == 0 ? long.MaxValue : mark.Until)]
            : [row];
    }

    private static Guid? IdOf(ByteString id) => id.IsEmpty ? null : new Guid(id.Span, bigEndian: true);
}

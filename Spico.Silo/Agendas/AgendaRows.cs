using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Agendas.Times;
using Spico.Silo.Streams;

namespace Spico.Silo.Agendas;

/// <summary>Appointments for the lists of an agenda: when in clear, the appointment itself sealed.</summary>
internal static class AgendaRows
{
    private static readonly RowSql Upsert = new(
        """
        INSERT INTO agenda_appointment (stream, origin, appointment, starts_at, ends_at, shown)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (stream, origin, appointment) DO UPDATE SET starts_at = excluded.starts_at,
            ends_at = excluded.ends_at, shown = excluded.shown
        """);

    private static readonly RowSql Between = new(
        """
        SELECT origin, appointment, shown FROM agenda_appointment
        WHERE stream = $1 AND ends_at > $2 AND starts_at < $3
        """);

    /// <summary>The row of an appointment as it is from now on.</summary>
    public static RowChange Of(StreamId agenda, Appointment appointment)
    {
        (long from, long to) = Occurrences.SpanOf(appointment);
        StreamId origin = OriginOf(appointment);
        return new RowChange(
            Upsert,
            agenda.Value,
            origin.Value,
            (long)appointment.Appointment_,
            from,
            to,
            new SealedMessage(SealedColumns.AppointmentOf(origin, appointment.Appointment_), appointment));
    }

    /// <summary>The appointments that may take some of the time between two instants.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public static ValueTask<List<Appointment>> ReadAsync(
        ILogStore store, StreamId agenda, StreamCipher cipher, long from, long to) => store.ReadRowsAsync(
            Between,
            row => Appointment.Parser.ParseFrom(cipher.OpenText(
                SealedColumns.AppointmentOf(StreamId.From(row.Id(0)), (ulong)row.Number(1)), row.Bytes(2))),
            agenda.Value,
            from,
            to);

    private static StreamId OriginOf(Appointment appointment) =>
        StreamId.TryFrom(appointment.Agenda, out StreamId origin) ? origin : default;
}

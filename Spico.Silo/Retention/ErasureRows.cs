using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Retention;

/// <summary>
/// What an order to erase changes in its own transaction: the key, and every row that tells of the stream in lists. Its
/// facts stay a moment longer: no key opens them.
/// </summary>
internal static class ErasureRows
{
    // The head moves on without a fact: whoever writes with the old one loses the claim, and open sessions notice.
    private static readonly RowSql Destroy = new(
        "UPDATE stream SET wrapped_key = $1, sealed_title = $2, head = head + 1 WHERE id = $3", Shreds: true);

    private static readonly RowSql Note = new(
        "INSERT INTO erased_stream (stream, erased_at, seq, retention) VALUES ($1, $2, $3, $4) " +
        "ON CONFLICT (stream) DO NOTHING");

    // What others owe to it is owed no more. The order's own consequence is the register's; and an agenda that has
    // an appointment about the patient is to learn that there is no dossier any more, and forgets it.
    private static readonly RowSql Owed = new(
        "DELETE FROM consequence WHERE target = $1 AND stream <> $2 AND kind <> $3");

    // Which lists showed a dossier: nobody can ask for it any more. The traces of these lists stay with who had them,
    // and name what nothing tells the patient of.
    private static readonly RowSql Listed = new("DELETE FROM trace_listed WHERE dossier = $1");

    private static readonly RowSql Drafts = new("DELETE FROM draft WHERE stream = $1", Shreds: true);

    private static readonly RowSql Openings = new("DELETE FROM trace_opening WHERE stream = $1", Shreds: true);

    private static readonly RowSql[] OfEvery = Of("mark", "draft", "consequence");

    private static readonly RowSql[] OfConversations = Of(
        "membership", "message_change", "reaction", "acting_practice", "urgency", "care_request", "search_segment",
        "synthesis", "patient_conversation");

    private static readonly RowSql[] OfDossiers =
    [
        Listed,
        .. Of(
            "dossier", "dossier_member", "dossier_life_line", "dossier_task", "dossier_liaison_changed",
            "dossier_stay", "dossier_plan", "dossier_alert", "dossier_alert_mark", "dossier_objection",
            "dossier_merged"),
        Openings,
    ];

    private static readonly RowSql[] OfAgendas = [.. Of("agenda_appointment", "agenda_staff"), Openings];

    private static readonly RowSql[] OfSupport = Of("support_request");

    /// <summary>The changes, for a fact of the register.</summary>
    public static RowChange[] Of(StreamId stream, long seq, long at, RetentionClass retention) =>
    [
        new RowChange(Destroy, Array.Empty<byte>(), Array.Empty<byte>(), stream.Value),
        new RowChange(Note, stream.Value, at, seq, (long)retention),
        new RowChange(
            Owed, stream.Value, StreamId.Register.Value, (long)ConsequenceKind.AppointmentOfPatient),
        .. OfEvery.Concat(OfKind(stream.Kind)).Select(delete => new RowChange(delete, stream.Value)),
    ];

    /// <summary>
    /// What may have come while the order was on its way, and was decided before it: drafts, lists that showed it, and
    /// openings.
    /// </summary>
    public static RowChange[] LateOf(StreamId stream) =>
    [
        .. new[] { Drafts, Listed, Openings }.Select(delete => new RowChange(delete, stream.Value)),
    ];

    private static RowSql[] OfKind(StreamKind kind) => kind switch
    {
        StreamKind.Conversation => OfConversations,
        StreamKind.Dossier => OfDossiers,
        StreamKind.Agenda => OfAgendas,
        StreamKind.Support => OfSupport,
        _ => [],
    };

    private static RowSql[] Of(params string[] tables) =>
        [.. tables.Select(table => new RowSql($"DELETE FROM {table} WHERE stream = $1", Shreds: true))];
}

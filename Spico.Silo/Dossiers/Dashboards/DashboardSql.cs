using Spico.Silo.Conversations.CareRequests;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Dashboards;

/// <summary>
/// The sections of a dashboard, one statement each: a page, and how many there are. Each begins with the dossiers or
/// conversations of the person, and looks up in each by its key, however many there are of others.
/// </summary>
internal static class DashboardSql
{
    // What somebody may not read of a dossier, by their own right or by that of who acts for them.
    private const string IsRead = "(m.withheld | $2) & $3 = 0";

    private const string IsNews =
        """
        l.stream = m.stream AND l.seq > coalesce(k.read_up_to, 0) AND l.author <> m.person
            AND (CAST(1 AS bigint) << CAST(l.class AS int)) & (m.withheld | $2) = 0
        """;

    /// <summary>stream, seq, due_at, task, wrapped_key, count, overdue.</summary>
    public static readonly RowSql Tasks = new(
        $"""
        SELECT t.stream, t.seq, t.due_at, t.task, s.wrapped_key, count(*) OVER (),
            count(CASE WHEN t.due_at < $4 THEN 1 END) OVER ()
        FROM dossier_task t
        JOIN dossier_member m ON m.person = $1 AND m.stream = t.stream AND {IsRead}
        JOIN stream s ON s.id = t.stream
        WHERE t.person = $1 AND t.state <= 4 AND (t.due_at, t.stream, t.seq) > ($5, $6, $7)
        ORDER BY t.due_at, t.stream, t.seq LIMIT $8
        """);

    /// <summary>stream, seq, unanswered, count.</summary>
    public static readonly RowSql Urgencies = new(
        """
        SELECT u.stream, u.seq, u.unanswered, count(*) OVER ()
        FROM membership m JOIN urgency u ON u.stream = m.stream AND u.seq > m.visible_after
        WHERE m.person = $1 AND (1 - u.unanswered, u.stream, u.seq) > ($2, $3, $4)
        ORDER BY 1 - u.unanswered, u.stream, u.seq LIMIT $5
        """);

    /// <summary>As <see cref="CareRequestEntries"/>, count.</summary>
    public static readonly RowSql Requests = new(
        $"""
        SELECT {CareRequestEntries.Columns}, count(*) OVER ()
        FROM care_request r
        JOIN membership m ON m.stream = r.stream AND m.person = r.person AND m.visible_after < r.seq
        WHERE r.person = $1 AND r.waits = 1 AND (r.asked_at, r.stream, r.seq) > ($2, $3, $4)
        ORDER BY r.asked_at, r.stream, r.seq LIMIT $5
        """);

    // When the dossier itself changed would tell of what somebody may not read: only what is news to them counts.
    /// <summary>stream, recorded_at of the last, read_up_to, news, count.</summary>
    public static readonly RowSql News = new(
        $"""
        SELECT n.stream, n.recorded_at, n.read_up_to,
            (SELECT count(*) FROM (
                SELECT 1 FROM dossier_member m LEFT JOIN mark k ON k.person = m.person AND k.stream = m.stream
                JOIN dossier_life_line l ON {IsNews}
                WHERE m.person = $1 AND m.stream = n.stream LIMIT 100) AS newest),
            n.total
        FROM (
            SELECT d.stream, d.recorded_at, d.read_up_to, count(*) OVER () AS total
            FROM (
                SELECT m.stream, coalesce(k.read_up_to, 0) AS read_up_to,
                    (SELECT max(l.recorded_at) FROM dossier_life_line l WHERE {IsNews}) AS recorded_at
                FROM dossier_member m
                LEFT JOIN mark k ON k.person = m.person AND k.stream = m.stream
                WHERE m.person = $1) AS d
            WHERE (d.recorded_at, d.stream) < ($3, $4)
            ORDER BY d.recorded_at DESC, d.stream DESC LIMIT $5) AS n
        ORDER BY n.recorded_at DESC, n.stream DESC
        """);

    /// <summary>stream, seq, since, stay, wrapped_key, count.</summary>
    public static readonly RowSql Stays = new(
        $"""
        SELECT y.stream, y.seq, y.since, y.stay, s.wrapped_key, count(*) OVER ()
        FROM dossier_member m
        JOIN dossier_stay y ON y.stream = m.stream
        JOIN stream s ON s.id = y.stream
        WHERE m.person = $1 AND {IsRead} AND y.state > 1 AND (y.since, y.stream, y.seq) < ($4, $5, $6)
        ORDER BY y.since DESC, y.stream DESC, y.seq DESC LIMIT $7
        """);

    /// <summary>stream, seq, review_at, referent, count.</summary>
    public static readonly RowSql Reviews = new(
        $"""
        SELECT p.stream, p.seq, p.review_at, p.referent, count(*) OVER ()
        FROM dossier_member m JOIN dossier_plan p ON p.stream = m.stream
        WHERE m.person = $1 AND {IsRead} AND p.review_at <= $4 AND (p.review_at, p.stream, p.seq) > ($5, $6, $7)
        ORDER BY p.review_at, p.stream, p.seq LIMIT $8
        """);

    /// <summary>stream, seq, raised_at, alert, wrapped_key, count.</summary>
    public static readonly RowSql Alerts = new(
        """
        SELECT a.stream, a.seq, a.raised_at, a.alert, s.wrapped_key, count(*) OVER ()
        FROM dossier_member m
        JOIN dossier_alert a ON a.stream = m.stream
        JOIN stream s ON s.id = a.stream
        LEFT JOIN dossier_alert_mark k ON k.stream = a.stream AND k.seq = a.seq AND k.person = m.person
        WHERE m.person = $1 AND (CAST(1 AS bigint) << CAST(a.class AS int)) & (m.withheld | $2) = 0
            AND (a.person IS NULL OR a.person = m.person) AND coalesce(k.until_at, 0) <= $3
            AND (a.raised_at, a.stream, a.seq) < ($4, $5, $6)
        ORDER BY a.raised_at DESC, a.stream DESC, a.seq DESC LIMIT $7
        """);
}

using Spico.Silo.Conversations.CareRequests;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Dashboards;

/// <summary>
/// The sections of a dashboard, one statement each: a page, and how many there are. Each begins with the dossiers or
/// conversations of the person, and looks up in each by its key, however many there are of others. What is sealed is
/// read of the page alone.
/// </summary>
internal static class DashboardSql
{
    // What somebody may not read of a dossier, by their own right or by that of who acts for them.
    private const string IsRead = "(m.withheld | $3) & $4 = 0";

    private const string IsNews =
        """
        l.stream = m.stream AND l.seq > coalesce(k.read_up_to, 0) AND l.author <> m.person
            AND (CAST(1 AS bigint) << CAST(l.class AS int)) & (m.withheld | $3) = 0
        """;

    /// <summary>stream, seq, due_at, task, wrapped_key, count, overdue.</summary>
    public static readonly RowSql Tasks = Page(
        $"""
        SELECT t.stream, t.seq, t.due_at AS at, count(*) OVER () AS total,
            count(CASE WHEN t.due_at < $5 THEN 1 END) OVER () AS more
        FROM dossier_task t JOIN dossier_member m ON m.stream = t.stream AND {ListedDossiers.AreShown} AND {IsRead}
        WHERE t.person = $1 AND t.state <= 4 AND (t.due_at, t.stream, t.seq) > ($6, $7, $8)
        ORDER BY t.due_at, t.stream, t.seq LIMIT $9
        """,
        "x.task",
        "dossier_task",
        "p.at, p.stream, p.seq");

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
                WHERE {ListedDossiers.AreShown}) AS d
            WHERE (d.recorded_at, d.stream) < ($4, $5)
            ORDER BY d.recorded_at DESC, d.stream DESC LIMIT $6) AS n
        ORDER BY n.recorded_at DESC, n.stream DESC
        """);

    /// <summary>stream, seq, since, stay, wrapped_key, count, nothing.</summary>
    public static readonly RowSql Stays = Page(
        $"""
        SELECT y.stream, y.seq, y.since AS at, count(*) OVER () AS total, 0 AS more
        FROM dossier_member m JOIN dossier_stay y ON y.stream = m.stream
        WHERE {ListedDossiers.AreShown} AND {IsRead} AND y.state > 1 AND (y.since, y.stream, y.seq) < ($5, $6, $7)
        ORDER BY y.since DESC, y.stream DESC, y.seq DESC LIMIT $8
        """,
        "x.stay",
        "dossier_stay",
        "p.at DESC, p.stream DESC, p.seq DESC");

    /// <summary>stream, seq, review_at, referent, count.</summary>
    public static readonly RowSql Reviews = new(
        $"""
        SELECT p.stream, p.seq, p.review_at, p.referent, count(*) OVER ()
        FROM dossier_member m JOIN dossier_plan p ON p.stream = m.stream
        WHERE {ListedDossiers.AreShown} AND {IsRead} AND p.review_at <= $5
            AND (p.review_at, p.stream, p.seq) > ($6, $7, $8)
        ORDER BY p.review_at, p.stream, p.seq LIMIT $9
        """);

    /// <summary>stream, seq, raised_at, alert, wrapped_key, count, nothing.</summary>
    public static readonly RowSql Alerts = Page(
        $"""
        SELECT a.stream, a.seq, a.raised_at AS at, count(*) OVER () AS total, 0 AS more
        FROM dossier_member m
        JOIN dossier_alert a ON a.stream = m.stream
        LEFT JOIN dossier_alert_mark k ON k.stream = a.stream AND k.seq = a.seq AND k.person = m.person
        WHERE {ListedDossiers.AreShown} AND (CAST(1 AS bigint) << CAST(a.class AS int)) & (m.withheld | $3) = 0
            AND (a.person IS NULL OR a.person = m.person) AND coalesce(k.until_at, 0) <= $4
            AND (a.raised_at, a.stream, a.seq) < ($5, $6, $7)
        ORDER BY a.raised_at DESC, a.stream DESC, a.seq DESC LIMIT $8
        """,
        "x.alert",
        "dossier_alert",
        "p.at DESC, p.stream DESC, p.seq DESC");

    // The keys of a page, and then what is sealed of these: what is only counted and sorted is not carried along.
    private static RowSql Page(string keys, string shown, string table, string order) => new(
        $"""
        SELECT p.stream, p.seq, p.at, {shown}, s.wrapped_key, p.total, p.more
        FROM ({keys}) AS p
        JOIN {table} x ON x.stream = p.stream AND x.seq = p.seq
        JOIN stream s ON s.id = p.stream
        ORDER BY {order}
        """);
}

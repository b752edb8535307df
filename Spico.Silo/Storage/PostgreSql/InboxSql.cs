namespace Spico.Silo.Storage.PostgreSql;

/// <summary>
/// A page of an inbox. First whose it is and what they marked, then the page, then the counts: a restricted member's
/// unread messages are counted one by one.
/// </summary>
internal static class InboxSql
{
    public const string Page = $"""
        WITH mine AS ({Mine}),
        page AS MATERIALIZED (
            SELECT * FROM mine
            WHERE (pinned, active_at, id) < ($2, $3, $4) AND (flags & $5) = $5
                AND (flags & $9) = 0
                AND ($6 = 1 OR archived = ($6 = 2))
                AND (NOT $7 OR unread_from > 0 OR CASE withheld
                    WHEN 0 THEN (ordinal - place_ordinal) > (posted - place_own)
                    ELSE EXISTS (SELECT FROM fact f WHERE f.stream = mine.id AND f.seq > mine.place
                        AND f.ordinal > 0 AND f.author <> mine.person
                        AND (mine.withheld >> f.data_class::integer) & 1 = 0) END)
            ORDER BY pinned DESC, active_at DESC, id DESC LIMIT $8)
        {Counts}
        """;

    /// <summary>The entries of some conversations.</summary>
    public const string Some = $"""
        WITH page AS MATERIALIZED ({Mine} AND m.stream = ANY($2))
        {Counts}
        """;

    private const string Mine = """
        SELECT s.id, s.kind, s.wrapped_key, s.sealed_title, s.head, s.ordinal, s.active_at,
            m.person, m.peer, m.visible_after, m.withheld, m.posted,
            coalesce(k.read_up_to, m.since) AS read_up_to,
            CASE WHEN k.unread_from BETWEEN 1 AND k.read_up_to
                THEN k.unread_from - 1 ELSE coalesce(k.read_up_to, m.since) END AS place,
            CASE WHEN k.unread_from BETWEEN 1 AND k.read_up_to
                THEN k.unread_ordinal ELSE coalesce(k.read_ordinal, m.since_ordinal) END AS place_ordinal,
            CASE WHEN k.unread_from BETWEEN 1 AND k.read_up_to
                THEN k.unread_own ELSE coalesce(k.read_own, 0) END AS place_own,
            coalesce(k.version, 0) AS version, coalesce(k.flags, 0) AS flags,
            coalesce(k.flags & 1, 0) AS pinned,
            coalesce(k.archived_ordinal >= 0 AND (k.flags & 2 <> 0 OR k.archived_ordinal >= s.ordinal), false)
                AS archived,
            coalesce(k.unread_from, 0) AS unread_from, coalesce(k.due_at, 0) AS due_at,
            coalesce(k.sealed_note, '') AS sealed_note
        FROM membership m
        JOIN stream s ON s.id = m.stream
        LEFT JOIN mark k ON k.person = m.person AND k.stream = m.stream AND k.read_up_to >= m.since
        WHERE m.person = $1
        """;

    private const string Counts = """
        SELECT id, kind, wrapped_key, sealed_title, peer, head, active_at, read_up_to, visible_after, withheld,
            CASE withheld WHEN 0 THEN (ordinal - place_ordinal) - (posted - place_own)
            ELSE (SELECT count(*) FROM fact f WHERE f.stream = page.id AND f.seq > page.place
                AND f.ordinal > 0 AND f.author <> page.person
                AND (page.withheld >> f.data_class::integer) & 1 = 0) END,
            version, flags, archived, unread_from, due_at, sealed_note,
            (SELECT count(*) FROM urgency u WHERE u.stream = page.id AND u.seq > page.visible_after),
            (SELECT count(*) FROM urgency u
                WHERE u.stream = page.id AND u.seq > page.visible_after AND u.unanswered = 1),
            (SELECT count(*) FROM care_request r WHERE r.stream = page.id AND r.person = page.person
                AND r.seq > page.visible_after AND r.waits = 1)
        FROM page ORDER BY pinned DESC, active_at DESC, id DESC
        """;
}

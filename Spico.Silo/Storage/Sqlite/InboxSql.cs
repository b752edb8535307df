namespace Spico.Silo.Storage.Sqlite;

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
            WHERE (pinned, active_at, id) < ($pinned, $activeAt, $stream) AND (flags & $flags) = $flags
                AND (flags & $without) = 0
                AND ($archived = 1 OR archived = ($archived = 2))
                AND (NOT $unread OR unread_from > 0 OR CASE withheld
                    WHEN 0 THEN (ordinal - place_ordinal) > (posted - place_own)
                    ELSE EXISTS (SELECT 1 FROM fact f WHERE f.stream = mine.id AND f.seq > mine.place
                        AND f.ordinal > 0 AND f.author <> mine.person
                        AND (mine.withheld >> f.data_class) & 1 = 0) END)
            ORDER BY pinned DESC, active_at DESC, id DESC LIMIT $limit)
        {Counts}
        """;

    /// <summary>The entry of one conversation.</summary>
    public const string One = $"""
        WITH page AS MATERIALIZED ({Mine} AND m.stream = $stream)
        {Counts}
        """;

    private const string Mine = """
        SELECT s.id, s.kind, s.wrapped_key, s.sealed_title, s.head, s.ordinal, s.active_at,
            m.person, m.peer, m.visible_after, m.withheld, m.posted,
            coalesce(k.read_up_to, m.since) AS read_up_to,
            iif(k.unread_from BETWEEN 1 AND k.read_up_to,
                k.unread_from - 1, coalesce(k.read_up_to, m.since)) AS place,
            iif(k.unread_from BETWEEN 1 AND k.read_up_to,
                k.unread_ordinal, coalesce(k.read_ordinal, m.since_ordinal)) AS place_ordinal,
            iif(k.unread_from BETWEEN 1 AND k.read_up_to,
                k.unread_own, coalesce(k.read_own, 0)) AS place_own,
            coalesce(k.version, 0) AS version, coalesce(k.flags, 0) AS flags,
            coalesce(k.flags & 1, 0) AS pinned,
            coalesce(k.archived_ordinal >= 0 AND (k.flags & 2 <> 0 OR k.archived_ordinal >= s.ordinal), 0)
                AS archived,
            coalesce(k.unread_from, 0) AS unread_from, coalesce(k.due_at, 0) AS due_at,
            coalesce(k.sealed_note, x'') AS sealed_note
        FROM membership m
        JOIN stream s ON s.id = m.stream
        LEFT JOIN mark k ON k.person = m.person AND k.stream = m.stream AND k.read_up_to >= m.since
        WHERE m.person = $person
        """;

    private const string Counts = """
        SELECT id, kind, wrapped_key, sealed_title, peer, head, active_at, read_up_to, visible_after, withheld,
            CASE withheld WHEN 0 THEN (ordinal - place_ordinal) - (posted - place_own)
            ELSE (SELECT count(*) FROM fact f WHERE f.stream = page.id AND f.seq > page.place
                AND f.ordinal > 0 AND f.author <> page.person AND (page.withheld >> f.data_class) & 1 = 0) END,
            version, flags, archived, unread_from, due_at, sealed_note,
            (SELECT count(*) FROM urgency u WHERE u.stream = page.id AND u.seq > page.visible_after),
            (SELECT count(*) FROM urgency u
                WHERE u.stream = page.id AND u.seq > page.visible_after AND u.unanswered = 1),
            (SELECT count(*) FROM care_request r WHERE r.stream = page.id AND r.person = page.person
                AND r.seq > page.visible_after AND r.waits = 1)
        FROM page ORDER BY pinned DESC, active_at DESC, id DESC
        """;
}

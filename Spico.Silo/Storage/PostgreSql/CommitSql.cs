namespace Spico.Silo.Storage.PostgreSql;

/// <summary>
/// The statement that commits a batch, in three forms: most batches carry nothing but messages, and while there is
/// little to do, one message. In all, one statement is the whole transaction: streams are claimed in order by comparing
/// their heads, unless a request of theirs is known; facts are inserted where the claim was won; the streams that lost
/// are the answer, and a null when the store is of another epoch, which makes everything lose.
/// </summary>
internal static class CommitSql
{
    /// <summary>Facts of streams that exist, and the messages that members posted.</summary>
    public const string Messages = Begin + Claimed + Insert + CountOwn + Answer;

    /// <summary>
    /// One fact of a stream that exists, the first of its request. PostgreSQL takes some four fifths of the time
    /// that it takes over arrays of one.
    /// </summary>
    public const string OneFact = """
        WITH claimed AS (
            UPDATE stream SET head = @seq, ordinal = @head_ordinal, active_at = @at
            WHERE id = @stream AND head = @seq - 1
                AND EXISTS (SELECT FROM store WHERE epoch = @epoch)
                AND NOT EXISTS (SELECT FROM fact x
                    WHERE x.request_id = @request_id AND x.author = @author AND x.stream = @stream)
            RETURNING id),
        inserted AS (
            INSERT INTO fact (stream, seq, ordinal, author, at, kind, data_class, request_id, request_hash,
                request_facts, sealed)
            SELECT id, @seq, @ordinal, @author, @at, @kind, @data_class, @request_id, @request_hash,
                @request_facts, @sealed
            FROM claimed),
        counted AS (
            UPDATE membership m SET posted = m.posted + 1
            FROM claimed c
            WHERE m.stream = c.id AND m.person = @author AND @ordinal > 0)
        SELECT @stream WHERE NOT EXISTS (SELECT FROM claimed)
        UNION ALL SELECT NULL WHERE NOT EXISTS (SELECT FROM store WHERE epoch = @epoch)
        """;

    /// <summary>
    /// The same with new streams, memberships, consequences, marks and the clock. None of its parts sees what another
    /// writes: what a batch does to one membership is therefore told once, added up.
    /// </summary>
    public const string Everything = Begin + """
        opened AS (
            INSERT INTO stream (id, head, ordinal, active_at, kind, wrapped_key, sealed_title)
            SELECT w.id, w.head, w.ordinal, w.active_at, o.kind, o.wrapped_key, o.sealed_title
            FROM unnest(@opened::uuid[], @opened_kind::smallint[], @wrapped_key::bytea[], @sealed_title::bytea[])
                AS o(id, kind, wrapped_key, sealed_title)
            JOIN want w ON w.id = o.id
            WHERE EXISTS (SELECT FROM store WHERE epoch = @epoch)
            ORDER BY w.id
            ON CONFLICT DO NOTHING
            RETURNING id),
        moved AS (
            UPDATE stream s SET head = l.head, ordinal = l.ordinal, active_at = l.active_at
            FROM locked l WHERE s.id = l.id RETURNING s.id),
        claimed AS (SELECT id FROM moved UNION ALL SELECT id FROM opened),
        """ + Insert + CountOwn + """
        ,
        begun AS (
            INSERT INTO membership AS m
                (stream, person, since, since_ordinal, visible_after, withheld, peer, posted)
            SELECT n.stream, n.person, n.since, n.since_ordinal, n.visible_after, n.withheld, n.peer, n.after
            FROM unnest(@member_stream::uuid[], @member_person::uuid[], @since::bigint[], @since_ordinal::bigint[],
                @visible_after::bigint[], @withheld::bigint[], @peer::uuid[], @posted_before::bigint[],
                @posted_after::bigint[])
                AS n(stream, person, since, since_ordinal, visible_after, withheld, peer, before, after)
            JOIN claimed c ON c.id = n.stream
            ON CONFLICT (stream, person) DO UPDATE SET since = excluded.since,
                since_ordinal = excluded.since_ordinal, visible_after = excluded.visible_after,
                withheld = excluded.withheld, peer = excluded.peer,
                posted = excluded.posted + CASE WHEN m.since = excluded.since THEN m.posted + (
                    SELECT b.before FROM unnest(@member_stream::uuid[], @member_person::uuid[],
                        @posted_before::bigint[]) AS b(stream, person, before)
                    WHERE b.stream = m.stream AND b.person = m.person) ELSE 0 END),
        ended AS (
            DELETE FROM membership m
            USING unnest(@ended_stream::uuid[], @ended_person::uuid[]) AS e(stream, person)
            JOIN claimed c ON c.id = e.stream
            WHERE m.stream = e.stream AND m.person = e.person),
        entailed AS (
            INSERT INTO consequence (stream, seq, target, kind, person, due_at)
            SELECT e.stream, e.seq, e.target, e.kind, e.person, e.due_at
            FROM unnest(@entailed_stream::uuid[], @entailed_seq::bigint[], @entailed_target::uuid[],
                @entailed_kind::smallint[], @entailed_person::uuid[], @due_at::bigint[]) WITH ORDINALITY
                AS e(stream, seq, target, kind, person, due_at, place)
            JOIN claimed c ON c.id = e.stream
            ORDER BY e.place),
        marked AS (
            INSERT INTO mark AS m (person, stream, read_up_to, read_ordinal, read_own, version, flags,
                archived_ordinal, unread_from, unread_ordinal, unread_own, due_at, sealed_note, delivered_up_to)
            SELECT * FROM unnest(@mark_person::uuid[], @mark_stream::uuid[], @read_up_to::bigint[],
                @read_ordinal::bigint[], @read_own::bigint[], @version::bigint[], @mark_flags::integer[],
                @mark_archived_ordinal::bigint[], @mark_unread_from::bigint[], @mark_unread_ordinal::bigint[],
                @mark_unread_own::bigint[], @mark_due_at::bigint[], @mark_sealed_note::bytea[],
                @delivered_up_to::bigint[])
                AS n(person, stream, read_up_to, read_ordinal, read_own, version, flags,
                    archived_ordinal, unread_from, unread_ordinal, unread_own, due_at, sealed_note, delivered_up_to)
            WHERE EXISTS (SELECT FROM store WHERE epoch = @epoch)
            ORDER BY n.person, n.stream
            ON CONFLICT (person, stream) DO UPDATE SET read_up_to = excluded.read_up_to,
                read_ordinal = excluded.read_ordinal, read_own = excluded.read_own, version = excluded.version,
                flags = excluded.flags, archived_ordinal = excluded.archived_ordinal,
                unread_from = excluded.unread_from, unread_ordinal = excluded.unread_ordinal,
                unread_own = excluded.unread_own, due_at = excluded.due_at, sealed_note = excluded.sealed_note,
                delivered_up_to = excluded.delivered_up_to
            WHERE excluded.version > m.version),
        forgotten AS (
            DELETE FROM consequence k
            USING unnest(@forgotten_stream::uuid[], @forgotten_seq::bigint[], @forgotten_target::uuid[],
                @forgotten_kind::smallint[], @forgotten_person::uuid[]) AS f(stream, seq, target, kind, person)
            WHERE k.stream = f.stream AND k.seq = f.seq AND k.target = f.target AND k.kind = f.kind
                AND k.person = f.person AND EXISTS (SELECT FROM store WHERE epoch = @epoch)),
        clocked AS (UPDATE store SET clock = greatest(clock, @clock) WHERE epoch = @epoch AND @clock > 0)
        """ + Answer;

    // The look-up of a request is a subquery, not a join: the planner then never does anything but probe the index.
    private const string Begin = """
        WITH want AS MATERIALIZED (
            SELECT * FROM unnest(@id::uuid[], @expected::bigint[], @head::bigint[], @head_ordinal::bigint[],
                @active_at::bigint[]) AS t(id, expected, head, ordinal, active_at)),
        fx AS MATERIALIZED (
            SELECT f.*, CASE WHEN f.request_id IS NOT NULL THEN (
                SELECT x.seq FROM fact x
                WHERE x.request_id = f.request_id AND x.author = f.author AND x.stream = f.stream) END AS known
            FROM unnest(@stream::uuid[], @seq::bigint[], @ordinal::bigint[], @author::uuid[], @at::bigint[],
                @kind::integer[], @data_class::smallint[], @request_id::uuid[], @request_hash::uuid[],
                @request_facts::integer[], @sealed::bytea[])
                AS f(stream, seq, ordinal, author, at, kind, data_class, request_id, request_hash, request_facts,
                    sealed)),
        locked AS (
            SELECT s.id, w.head, w.ordinal, w.active_at
            FROM want w JOIN stream s ON s.id = w.id
            WHERE s.head = w.expected AND w.id NOT IN (SELECT stream FROM fx WHERE known IS NOT NULL)
                AND EXISTS (SELECT FROM store WHERE epoch = @epoch)
            ORDER BY s.id FOR UPDATE OF s),

        """;

    private const string Claimed = """
        claimed AS (
            UPDATE stream s SET head = l.head, ordinal = l.ordinal, active_at = l.active_at
            FROM locked l WHERE s.id = l.id RETURNING s.id),

        """;

    private const string Insert = """
        inserted AS (
            INSERT INTO fact (stream, seq, ordinal, author, at, kind, data_class, request_id, request_hash,
                request_facts, sealed)
            SELECT f.stream, f.seq, f.ordinal, f.author, f.at, f.kind, f.data_class, f.request_id, f.request_hash,
                f.request_facts, f.sealed
            FROM fx f JOIN claimed c ON c.id = f.stream),

        """;

    private const string CountOwn = """
        counted AS (
            UPDATE membership m SET posted = m.posted + p.count
            FROM unnest(@own_stream::uuid[], @own_person::uuid[], @own_count::integer[]) AS p(stream, person, count)
            JOIN claimed c ON c.id = p.stream
            WHERE m.stream = p.stream AND m.person = p.person)
        """;

    private const string Answer = """

        SELECT w.id FROM want w WHERE w.id NOT IN (SELECT id FROM claimed)
        UNION ALL SELECT NULL WHERE NOT EXISTS (SELECT FROM store WHERE epoch = @epoch)
        """;
}

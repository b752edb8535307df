using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Messages.Searching;

/// <summary>The conversations that a search goes through, and what the store has of them.</summary>
internal sealed class SearchScope
{
    // Scalar queries, each a step down an index: a join would be planned as if much were not indexed.
    private const string Indexed =
        """
        coalesce((SELECT l.last FROM search_segment l WHERE l.stream = s.id ORDER BY l.first DESC LIMIT 1), 0),
            s.ordinal - coalesce(
                (SELECT l.ordinal FROM search_segment l WHERE l.stream = s.id ORDER BY l.first DESC LIMIT 1), 0)
        """;

    private static readonly Statements OfMember = new("(SELECT stream FROM membership WHERE person = $1)");
    private static readonly Statements OfOne = new("(SELECT id AS stream FROM stream WHERE id = $1)");

    private static readonly RowSql Memberships = new(
        $"""
        SELECT {Indexed}, w.stream, w.visible_after, w.withheld, s.kind, s.head, s.wrapped_key,
            CASE WHEN s.kind = {(int)ConversationKind.Patient} THEN s.sealed_title END
        FROM membership w JOIN stream s ON s.id = w.stream
        WHERE w.person = $1 AND length(s.wrapped_key) > 0
        """);

    private static readonly RowSql Stream = new($"SELECT {Indexed} FROM stream s WHERE s.id = $1");

    private static readonly RowSql LaterChanged = new(
        "SELECT DISTINCT message FROM message_change WHERE stream = $1 AND message <= $2 AND seq > $3");

    private readonly ILogStore _store;
    private readonly Statements _statements;
    private readonly Guid _key;

    private SearchScope(ILogStore store, Statements statements, Guid key)
    {
        _store = store;
        _statements = statements;
        _key = key;
    }

    /// <summary>All conversations that a person is a member of.</summary>
    public static SearchScope Of(PersonId person, ILogStore store) => new(store, OfMember, person.Value);

    /// <summary>One conversation.</summary>
    public static SearchScope Of(StreamId stream, ILogStore store) => new(store, OfOne, stream.Value);

    /// <summary>The conversations of a member, with what they may read: as durable as the facts themselves.</summary>
    public static ValueTask<List<SearchPlace>> ReadPlacesAsync(
        PersonId person, uint withheld, StreamStorage storage) =>
        storage.Store.ReadRowsAsync(
            Memberships,
            row =>
            {
                StreamId stream = StreamId.From(row.Id(2));
                byte[] wrapped = row.Bytes(7);
                byte[]? title = row.IsNull(8) ? null : row.Bytes(8);
                return new SearchPlace(stream, () => StreamCipher.Unwrap(storage.MasterKey, stream, wrapped), title)
                {
                    Index = new IndexPosition(row.Number(0), row.Number(1)),
                    Access = new StreamAccess(row.Number(3), (uint)row.Number(4) | withheld),
                    Kind = (ConversationKind)row.Number(5),
                    Head = row.Number(6),
                };
            },
            person.Value);

    /// <summary>How far the index of a conversation is.</summary>
    public static async ValueTask<IndexPosition> ReadPositionAsync(StreamId stream, ILogStore store) =>
        (await store.ReadRowsAsync(
            Stream, row => new IndexPosition(row.Number(0), row.Number(1)), stream.Value)).FirstOrDefault();

    /// <summary>The messages up to a head that changed after it.</summary>
    public static ValueTask<List<long>> ReadLaterChangedAsync(StreamId stream, long head, ILogStore store) =>
        store.ReadRowsAsync(LaterChanged, row => row.Number(0), stream.Value, head, head);

    /// <summary>The segments that may hold messages of a time, without what is sealed.</summary>
    public ValueTask<List<SegmentRow>> ReadSegmentsAsync(long from, long until) => _store.ReadRowsAsync(
        _statements.Segments,
        row => new SegmentRow
        {
            Stream = StreamId.From(row.Id(0)),
            First = row.Number(1),
            Last = row.Number(2),
            FirstAt = row.Number(3),
            LastAt = row.Number(4),
        },
        _key, from, until);

    /// <summary>The segments that end in a stretch of time, with what is sealed.</summary>
    public ValueTask<List<SegmentRow>> ReadSealedAsync(long firstEnd, long lastEnd) => _store.ReadRowsAsync(
        _statements.Sealed,
        row => new SegmentRow
        {
            Stream = StreamId.From(row.Id(0)),
            First = row.Number(1),
            Last = row.Number(2),
            Sealed = row.Bytes(3),
        },
        _key, firstEnd, lastEnd);

    private sealed class Statements(string streams)
    {
        public RowSql Segments { get; } = new(
            $"""
            SELECT g.stream, g.first, g.last, g.first_at, g.last_at FROM {streams} w
            JOIN search_segment g ON g.stream = w.stream WHERE g.last_at >= $2 AND g.first_at <= $3
            """);

        public RowSql Sealed { get; } = new(
            $"""
            SELECT g.stream, g.first, g.last, g.sealed FROM {streams} w
            JOIN search_segment g ON g.stream = w.stream WHERE g.last_at BETWEEN $2 AND $3
            """);
    }
}

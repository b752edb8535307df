using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Syntheses;

/// <summary>The syntheses of conversations: a row each, from the fact that asks for it on.</summary>
internal static class SynthesisRows
{
    /// <summary>How a row stands while its synthesis is neither made nor refused.</summary>
    public const long Open = 0;

    /// <summary>How a row stands when its document was made.</summary>
    public const long Done = 1;

    /// <summary>How a row stands when its synthesis was refused.</summary>
    public const long Turned = 2;

    private static readonly RowSql Insert = new(
        "INSERT INTO synthesis (stream, seq, person, state, refusal) VALUES ($1, $2, $3, 0, 0) ON CONFLICT DO NOTHING");

    private static readonly RowSql Close = new(
        "UPDATE synthesis SET document = $1, state = $2, refusal = $3 WHERE stream = $4 AND seq = $5");

    private static readonly RowSql CountOpen = new(
        """
        SELECT count(*), coalesce(sum(CASE WHEN person = $1 THEN 1 ELSE 0 END), 0) FROM synthesis WHERE state = 0
        """);

    private static readonly RowSql BySeq = new(
        "SELECT seq, person, state, refusal FROM synthesis WHERE stream = $1 AND seq = $2");

    private static readonly RowSql ByDocument = new(
        "SELECT seq, person, state, refusal FROM synthesis WHERE stream = $1 AND document = $2");

    /// <summary>A synthesis is asked for.</summary>
    public static RowChange Asked(StreamId stream, long seq, PersonId person) =>
        new(Insert, stream.Value, seq, person.Value);

    /// <summary>A synthesis was made.</summary>
    public static RowChange Made(StreamId stream, long seq, byte[] document) =>
        new(Close, document, Done, 0L, stream.Value, seq);

    /// <summary>A synthesis was refused.</summary>
    public static RowChange Refused(StreamId stream, long seq, SynthesisRefusal refusal) =>
        new(Close, Array.Empty<byte>(), Turned, (long)refusal, stream.Value, seq);

    /// <summary>How many are open, of everybody and of a person.</summary>
    public static async ValueTask<(long All, long Own)> CountOpenAsync(ILogStore store, PersonId person) =>
        (await store.ReadRowsAsync(CountOpen, row => (row.Number(0), row.Number(1)), person.Value))[0];

    /// <summary>A synthesis by the fact that asked for it, or null.</summary>
    public static async ValueTask<SynthesisRow?> FindAsync(ILogStore store, StreamId stream, long seq) =>
        (await store.ReadRowsAsync(BySeq, Read, stream.Value, seq)).SingleOrDefault();

    /// <summary>A synthesis by its document's hash, or null.</summary>
    public static async ValueTask<SynthesisRow?> FindAsync(ILogStore store, StreamId stream, byte[] document) =>
        (await store.ReadRowsAsync(ByDocument, Read, stream.Value, document)).FirstOrDefault();

    private static SynthesisRow Read(RowReader row) =>
        new(row.Number(0), PersonId.From(row.Id(1)), row.Number(2), (SynthesisRefusal)row.Number(3));
}

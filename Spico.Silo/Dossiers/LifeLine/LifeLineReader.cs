using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.LifeLine;

/// <summary>Reads pages of a dossier's life line, for who may read it.</summary>
internal static class LifeLineReader
{
    private const int EntriesDefault = 50;
    private const int EntriesMax = 200;
    private const int IdBytes = 16;

    // Classes and kinds are sets of bits: what is asked for is one parameter.
    private static readonly RowSql Page = new(
        """
        SELECT seq, kind, happened_at, recorded_at, author, structure FROM dossier_life_line
        WHERE stream = $1 AND (happened_at, seq) < ($2, $3) AND happened_at >= $4 AND happened_at < $5
            AND recorded_at <= $6 AND (CAST(1 AS bigint) << CAST(class AS int)) & $7 <> 0
            AND (CAST(1 AS bigint) << CAST(kind AS int)) & $8 <> 0 AND seq <= $9
            AND ($10 = 0 OR structure = $11)
        ORDER BY happened_at DESC, seq DESC LIMIT $12
        """);

    /// <summary>Checks what is asked; null when all is well.</summary>
    public static Error? Check(ReadLifeLineRequest request) =>
        request.Limit > EntriesMax ? Refusal.Invalid("limit", $"1 to {EntriesMax}.", EntriesMax)
        : request.Kinds.Any(kind => kind == LifeLineKind.Unspecified || !Enum.IsDefined(kind))
            ? Refusal.Invalid("kinds", "Known kinds.")
        : !LifeLineCursor.TryDecode(request.Cursor, out _)
            ? Refusal.Invalid("cursor", "The cursor of the page before.")
        : request.Structure.Length is not (0 or IdBytes) ? Refusal.Invalid("structure", "16 bytes, or empty.")
        : null;

    /// <summary>A page, as far as the reading allows.</summary>
    /// <exception cref="StoreException">The store failed.</exception>
    public static async ValueTask<Reply> ReadAsync(
        ILogStore store, StreamId dossier, StreamReading reading, ReadLifeLineRequest request)
    {
        _ = LifeLineCursor.TryDecode(request.Cursor, out LifeLineCursor cursor);
        int limit = request.Limit == 0 ? EntriesDefault : (int)request.Limit;
        long kinds = request.Kinds.Count == 0
            ? -1
            : request.Kinds.Aggregate(0L, (bits, kind) => bits | (1L << (int)kind));
        List<LifeLineEntry> rows = await store.ReadRowsAsync(
            Page,
            ToEntry,
            dossier.Value,
            cursor.HappenedAt,
            cursor.Seq,
            request.From,
            request.To == 0 ? long.MaxValue : request.To,
            request.AsOf == 0 ? long.MaxValue : request.AsOf,
            (long)~reading.Access.Withheld,
            kinds,
            reading.Head.Seq,
            request.Structure.IsEmpty ? 0L : 1L,
            request.Structure.IsEmpty ? Guid.Empty : new Guid(request.Structure.Span, bigEndian: true),
            limit + 1L);
        var page = new ReadLifeLineResponse { Entries = { rows.Take(limit) } };
        if (rows.Count > limit)
        {
            LifeLineEntry last = rows[limit - 1];
            page.Next = new LifeLineCursor(last.HappenedAt, (long)last.Seq).Encode();
        }

        return new Reply { ReadLifeLine = page };
    }

    private static LifeLineEntry ToEntry(RowReader row) => new()
    {
        Seq = (ulong)row.Number(0),
        Kind = (LifeLineKind)row.Number(1),
        HappenedAt = row.Number(2),
        RecordedAt = row.Number(3),
        Author = PersonId.From(row.Id(4)).ToByteString(),
        Structure = row.IsNull(5) ? ByteString.Empty : StructureId.From(row.Id(5)).ToByteString(),
    };
}

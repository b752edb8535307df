using Orleans.Concurrency;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations.CareRequests;

/// <summary>Lists requests across conversations.</summary>
[StatelessWorker]
[GrainType("care-requests")]
internal sealed class CareRequestsGrain(StreamStorage storage) : Grain, ICareRequestsGrain
{
    private const int EntriesDefault = 50;
    private const int EntriesMax = 200;

    // Who is a member no longer, or not from before, has nothing to do there and learns nothing.
    private static readonly string Columns =
        $"""
        SELECT {CareRequestEntries.Columns},
            CASE WHEN s.kind = {(int)ConversationKind.Patient} AND length(s.wrapped_key) > 0 THEN s.wrapped_key END,
            s.sealed_title
        FROM care_request r
        JOIN membership m ON m.stream = r.stream AND m.person = r.person AND m.visible_after < r.seq
        JOIN stream s ON s.id = r.stream
        WHERE r.person = $1 AND (r.asked_at, r.stream, r.seq) > ($2, $3, $4)
        """;

    private static readonly RowSql Waiting = new(Columns +
        " AND r.waits = 1 ORDER BY r.asked_at, r.stream, r.seq LIMIT $5");

    private static readonly RowSql Asked = new(Columns +
        " AND r.asked_by = r.person ORDER BY r.asked_at, r.stream, r.seq LIMIT $5");

    public async ValueTask<Reply> List(Caller caller, ListCareRequestsRequest request)
    {
        if (!Enum.IsDefined(request.Filter))
        {
            return new Reply { Error = Refusal.Invalid("filter", "A known filter.") };
        }

        if (request.Limit > EntriesMax)
        {
            return new Reply { Error = Refusal.Invalid("limit", $"1 to {EntriesMax}.", EntriesMax) };
        }

        if (!FactCursor.TryDecode(request.Cursor, FactCursor.Oldest, out FactCursor cursor))
        {
            return new Reply { Error = Refusal.Invalid("cursor", "The cursor of the page before.") };
        }

        int limit = request.Limit == 0 ? EntriesDefault : (int)request.Limit;
        RowSql sql = request.Filter == CareRequestFilter.AskedByMe ? Asked : Waiting;
        try
        {
            // One more than asked for tells whether there is a next page.
            List<CareRequestEntry> rows = await storage.Store.ReadRowsAsync(
                sql, Read, caller.Person.Value, cursor.At, cursor.Stream, cursor.Seq, limit + 1L);
            var page = new ListCareRequestsResponse { Entries = { rows.Take(limit) } };
            page.Next = rows.Count > limit ? CareRequestEntries.CursorOf(rows[limit - 1]).Encode() : string.Empty;
            return new Reply { ListCareRequests = page };
        }
        catch (StoreException failure)
        {
            return new Reply { Error = Refusal.Of(failure.Failure) };
        }
    }

    private CareRequestEntry Read(RowReader row)
    {
        CareRequestEntry entry = CareRequestEntries.Read(row);
        entry.Patient = PatientOf(row);
        return entry;
    }

    // Null of a conversation that is not about a patient, and of one that was erased.
    private Patient? PatientOf(RowReader row)
    {
        if (row.IsNull(9))
        {
            return null;
        }

        using var cipher = StreamCipher.Unwrap(storage.MasterKey, StreamId.From(row.Id(0)), row.Bytes(9));
        return ListedTitle.Decode(
            ConversationKind.Patient, cipher.OpenText(SealedColumns.Title, row.Bytes(10))).Patient;
    }
}

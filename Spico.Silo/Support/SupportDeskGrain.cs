using Orleans.Concurrency;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.People;
using Spico.Silo.Streams;

namespace Spico.Silo.Support;

/// <summary>Lists of requests for support, from their rows.</summary>
[StatelessWorker]
[Reentrant]
[GrainType("support-desk")]
internal sealed class SupportDeskGrain(StreamStorage storage, IPeopleStore people) : Grain, ISupportDeskGrain
{
    private static readonly RowSql Page = new(
        """
        SELECT r.stream, r.number, r.asked_at, r.request, s.wrapped_key
        FROM support_request r JOIN stream s ON s.id = r.stream
        WHERE ($1 = 1 OR r.stream = $2) AND ($3 = 0 OR r.state = $4)
            AND (r.asked_at < $5 OR (r.asked_at = $6 AND (r.stream < $7 OR (r.stream = $8 AND r.number < $9))))
        ORDER BY r.asked_at DESC, r.stream DESC, r.number DESC LIMIT $10
        """);

    public async ValueTask<Reply> List(Caller caller, ListSupportRequestsRequest request)
    {
        if (Check(request, out FactCursor cursor) is { } invalid)
        {
            return new Reply { Error = invalid };
        }

        try
        {
            if (caller.ActedBy is not null || (request.All && !await SupportRole.IsOfAsync(caller, people)))
            {
                return new Reply { Error = Refusal.NotAccessible() };
            }

            int limit = request.Limit == 0 ? SupportLimits.PageDefault : (int)request.Limit;
            List<Row> rows = await storage.Store.ReadRowsAsync(
                Page,
                row => new Row(row.Id(0), row.Number(1), row.Number(2), row.Bytes(3), row.Bytes(4)),
                request.All ? 1L : 0L,
                StreamId.SupportOf(caller.Person).Value,
                request.State == SupportState.Unspecified ? 0L : 1L,
                (long)request.State,
                cursor.At,
                cursor.At,
                cursor.Stream,
                cursor.Stream,
                cursor.Seq,
                limit + 1L);
            return new Reply { ListSupportRequests = ToPage(rows, limit) };
        }
        catch (StoreException failure)
        {
            return new Reply { Error = Refusal.Of(failure.Failure) };
        }
    }

    private static Error? Check(ListSupportRequestsRequest request, out FactCursor cursor)
    {
        cursor = default;
        return request.Limit > SupportLimits.PageMax
            ? Refusal.Invalid("limit", $"1 to {SupportLimits.PageMax}.", SupportLimits.PageMax)
            : !Enum.IsDefined(request.State) ? Refusal.Invalid("state", "A known state, or none.")
            : !FactCursor.TryDecode(request.Cursor, FactCursor.Newest, out cursor)
                ? Refusal.Invalid("cursor", "The `next` of the page before.")
            : null;
    }

    private ListSupportRequestsResponse ToPage(List<Row> rows, int limit)
    {
        var page = new ListSupportRequestsResponse();
        foreach (Row row in rows.Take(limit).Where(row => row.WrappedKey.Length > 0))
        {
            using StreamCipher cipher = StreamCipher.Unwrap(
                storage.MasterKey, StreamId.From(row.Stream), row.WrappedKey);
            page.Requests.Add(SupportRequest.Parser.ParseFrom(
                cipher.OpenText(SealedColumns.SupportRequestOf((ulong)row.Number), row.Sealed)));
        }

        if (rows.Count > limit)
        {
            Row last = rows[limit - 1];
            page.Next = new FactCursor(last.AskedAt, last.Stream, last.Number).Encode();
        }

        return page;
    }

    private sealed record Row(Guid Stream, long Number, long AskedAt, byte[] Sealed, byte[] WrappedKey);
}

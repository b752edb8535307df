using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Support;

/// <summary>Requests for support in lists.</summary>
internal static class SupportRows
{
    private static readonly RowSql Upsert = new(
        """
        INSERT INTO support_request (stream, number, state, asked_at, request) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (stream, number) DO UPDATE SET state = excluded.state, request = excluded.request
        """);

    /// <summary>The row of a request as it is from now on.</summary>
    public static RowChange Of(StreamId stream, SupportRequest request) => new(
        Upsert,
        stream.Value,
        (long)request.Number,
        (long)request.State,
        request.AskedAt,
        new SealedMessage(SealedColumns.SupportRequestOf(request.Number), request));
}

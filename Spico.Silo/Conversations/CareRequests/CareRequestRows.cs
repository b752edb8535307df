using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations.CareRequests;

/// <summary>
/// The requests that are not over, for lists across conversations: a row a request and person concerned. Ids and
/// states; what is asked is told by the message alone.
/// </summary>
internal static class CareRequestRows
{
    private static readonly RowSql Upsert = new(
        """
        INSERT INTO care_request
            (stream, seq, person, message, asked_by, asked_at, addressees, state, owner, changed_at, waits)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (stream, seq, person) DO UPDATE SET addressees = excluded.addressees,
            state = excluded.state, owner = excluded.owner, changed_at = excluded.changed_at, waits = excluded.waits
        """);

    private static readonly RowSql DeleteOne = new(
        "DELETE FROM care_request WHERE stream = $1 AND seq = $2 AND person = $3");

    private static readonly RowSql Delete = new("DELETE FROM care_request WHERE stream = $1 AND seq = $2");

    /// <summary>The rows of a request as it is from now on: none when it is over.</summary>
    public static RowChange[] Of(StreamId stream, OpenCareRequest request) => request.IsOver
        ? [new RowChange(Delete, stream.Value, request.Seq)]
        : [.. request.Addressees.Prepend(request.AskedBy).Select(person => Row(stream, request, person))];

    /// <summary>The rows of a request that asks a person no more.</summary>
    public static RowChange[] LeftBy(StreamId stream, OpenCareRequest request, PersonId person) =>
        [.. Of(stream, request), new RowChange(DeleteOne, stream.Value, request.Seq, person.Value)];

    private static RowChange Row(StreamId stream, OpenCareRequest request, PersonId person) => new(
        Upsert,
        stream.Value,
        request.Seq,
        person.Value,
        request.Message,
        request.AskedBy.Value,
        request.AskedAt,
        AddresseesOf(request),
        (long)request.State,
        request.Owner?.Value,
        request.ChangedAt,
        request.WaitsFor(person) ? 1L : 0L);

    private static byte[] AddresseesOf(OpenCareRequest request)
    {
        byte[] bytes = new byte[16 * request.Addressees.Length];
        for (int i = 0; i < request.Addressees.Length; i++)
        {
            request.Addressees[i].Value.TryWriteBytes(bytes.AsSpan(16 * i), bigEndian: true, out _);
        }

        return bytes;
    }
}

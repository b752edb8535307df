using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations.CareRequests;

/// <summary>Entries of lists of requests, from their rows.</summary>
internal static class CareRequestEntries
{
    /// <summary>What is read of the rows <c>r</c>.</summary>
    public const string Columns =
        "r.stream, r.seq, r.message, r.asked_by, r.asked_at, r.addressees, r.state, r.owner, r.changed_at";

    /// <summary>Where a list goes on after an entry.</summary>
    public static FactCursor CursorOf(CareRequestEntry entry) => new(
        entry.Request.AskedAt,
        StreamId.TryFrom(entry.Conversation, out StreamId stream) ? stream.Value : default,
        (long)entry.Request.Request);

    /// <summary>An entry, from the columns above.</summary>
    public static CareRequestEntry Read(RowReader row) => new()
    {
        Conversation = StreamId.From(row.Id(0)).ToByteString(),
        Request = new CareRequest
        {
            Request = (ulong)row.Number(1),
            Message = (ulong)row.Number(2),
            AskedBy = PersonId.From(row.Id(3)).ToByteString(),
            AskedAt = row.Number(4),
            Addressees = { row.Bytes(5).Chunk(16).Select(id => ByteString.CopyFrom(id)) },
            State = (CareRequestState)row.Number(6),
            Owner = row.IsNull(7) ? ByteString.Empty : PersonId.From(row.Id(7)).ToByteString(),
            ChangedAt = row.Number(8),
        },
    };
}

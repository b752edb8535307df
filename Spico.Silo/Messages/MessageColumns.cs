using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Messages;

/// <summary>The columns of a fact <c>f</c> as the queries of this folder select them.</summary>
internal static class MessageColumns
{
    /// <summary>All but the body.</summary>
    public const string Header =
        "f.seq, f.ordinal, f.author, f.at, f.kind, f.data_class, f.request_id, f.request_hash, f.request_facts";

    /// <summary>How many those are.</summary>
    public const int HeaderCount = 9;

    /// <summary>All of them.</summary>
    public const string Whole = Header + ", f.sealed";

    /// <summary>A fact without its body.</summary>
    public static FactRow ReadHeader(RowReader row, StreamId stream) => new()
    {
        Stream = stream,
        Seq = row.Number(0),
        Ordinal = row.Number(1),
        Author = PersonId.From(row.Id(2)),
        At = row.Number(3),
        Kind = (int)row.Number(4),
        DataClass = (DataClass)row.Number(5),
        Request = row.IsNull(6) ? null : RequestId.From(row.Id(6)),
        RequestHash = row.IsNull(7) ? Guid.Empty : row.Id(7),
        RequestFacts = row.IsNull(8) ? 0 : (int)row.Number(8),
    };

    /// <summary>A fact.</summary>
    public static FactRow ReadWhole(RowReader row, StreamId stream)
    {
        FactRow fact = ReadHeader(row, stream);
        fact.Sealed = row.Bytes(HeaderCount);
        return fact;
    }
}

using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Messages;

/// <summary>The columns of a fact <c>f</c>, or of its change <c>e</c>, as this folder's queries select them.</summary>
internal static class MessageColumns
{
    /// <summary>All but the body.</summary>
    public const string Header =
        "f.seq, f.ordinal, f.author, f.at, f.kind, f.data_class, f.request_id, f.request_hash, f.request_facts";

    /// <summary>How many those are.</summary>
    public const int HeaderCount = 9;

    /// <summary>All of them.</summary>
    public const string Whole = Header + ", f.sealed";

    /// <summary>All of them, of the change.</summary>
    public const string ChangeWhole =
        "e.seq, e.ordinal, e.author, e.at, e.kind, e.data_class, e.request_id, e.request_hash, e.request_facts, " +
        "e.sealed";

    /// <summary>How many that is.</summary>
    public const int WholeCount = HeaderCount + 1;

    /// <summary>A fact without its body, from a column on.</summary>
    public static FactRow ReadHeader(RowReader row, StreamId stream, int first = 0) => new()
    {
        Stream = stream,
        Seq = row.Number(first),
        Ordinal = row.Number(first + 1),
        Author = PersonId.From(row.Id(first + 2)),
        At = row.Number(first + 3),
        Kind = (int)row.Number(first + 4),
        DataClass = (DataClass)row.Number(first + 5),
        Request = row.IsNull(first + 6) ? null : RequestId.From(row.Id(first + 6)),
        RequestHash = row.IsNull(first + 7) ? Guid.Empty : row.Id(first + 7),
        RequestFacts = row.IsNull(first + 8) ? 0 : (int)row.Number(first + 8),
    };

    /// <summary>A fact, from a column on.</summary>
    public static FactRow ReadWhole(RowReader row, StreamId stream, int first = 0)
    {
        FactRow fact = ReadHeader(row, stream, first);
        fact.Sealed = row.Bytes(first + HeaderCount);
        return fact;
    }
}

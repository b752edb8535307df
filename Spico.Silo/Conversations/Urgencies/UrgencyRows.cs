using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations.Urgencies;

/// <summary>The open urgencies, for lists across conversations: a row each, none when it is over.</summary>
internal static class UrgencyRows
{
    private static readonly RowSql Insert = new(
        "INSERT INTO urgency (stream, seq, unanswered) VALUES ($1, $2, 1) ON CONFLICT DO NOTHING");

    private static readonly RowSql Update = new("UPDATE urgency SET unanswered = 0 WHERE stream = $1 AND seq = $2");

    private static readonly RowSql Reopen = new("UPDATE urgency SET unanswered = 1 WHERE stream = $1 AND seq = $2");

    private static readonly RowSql Delete = new("DELETE FROM urgency WHERE stream = $1 AND seq = $2");

    /// <summary>An urgency is raised, and nobody has acknowledged it.</summary>
    public static RowChange Raised(StreamId stream, long seq) => new(Insert, stream.Value, seq);

    /// <summary>Somebody answers for an urgency.</summary>
    public static RowChange Acknowledged(StreamId stream, long seq) => new(Update, stream.Value, seq);

    /// <summary>Whoever answered for an urgency passes it on.</summary>
    public static RowChange HandedOver(StreamId stream, long seq) => new(Reopen, stream.Value, seq);

    /// <summary>An urgency is over.</summary>
    public static RowChange Resolved(StreamId stream, long seq) => new(Delete, stream.Value, seq);
}

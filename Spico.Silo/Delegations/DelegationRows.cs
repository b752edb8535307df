using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Streams;

namespace Spico.Silo.Delegations;

/// <summary>Delegations for lists, of who gave and of who has them: a row each.</summary>
internal static class DelegationRows
{
    /// <summary>Delegations of a list.</summary>
    public const long ListMax = 100;

    /// <summary>Those a person gave that are not over at a time.</summary>
    public static readonly RowSql GivenBy = new(
        """
        SELECT seq, given_by, given_to, kind, from_at, until_at, withheld FROM delegation
        WHERE given_by = $1 AND until_at > $2 ORDER BY from_at, seq LIMIT $3
        """);

    /// <summary>Those a person has that are not over at a time.</summary>
    public static readonly RowSql GivenTo = new(
        """
        SELECT seq, given_by, given_to, kind, from_at, until_at, withheld FROM delegation
        WHERE given_to = $1 AND until_at > $2 ORDER BY from_at, seq LIMIT $3
        """);

    private static readonly RowSql Replacements = new(
        """
        SELECT given_to FROM delegation
        WHERE given_by = $1 AND kind = $2 AND from_at <= $3 AND until_at > $3 ORDER BY seq
        """);

    private static readonly RowSql Insert = new(
        """
        INSERT INTO delegation (stream, seq, given_by, given_to, kind, from_at, until_at, withheld)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """);

    private static readonly RowSql Delete = new("DELETE FROM delegation WHERE stream = $1 AND seq = $2");

    /// <summary>Who replaces a person at a time.</summary>
    public static ValueTask<List<PersonId>> ReplacementsOfAsync(ILogStore store, PersonId person, long now) =>
        store.ReadRowsAsync(
            Replacements,
            row => PersonId.From(row.Id(0)),
            person.Value,
            (long)DelegationKind.Replacement,
            now);

    /// <summary>A delegation is given.</summary>
    public static RowChange Granted(PersonId by, long seq, PersonId to, DelegationGranted granted) => new(
        Insert,
        StreamId.InboxOf(by).Value,
        seq,
        by.Value,
        to.Value,
        (long)granted.Kind,
        granted.From,
        granted.Until,
        (long)WithheldClasses.Of(granted.Withheld));

    /// <summary>A delegation is over before its time.</summary>
    public static RowChange Revoked(PersonId by, long seq) => new(Delete, StreamId.InboxOf(by).Value, seq);

    /// <summary>A row of either list.</summary>
    public static Delegation Read(RowReader row) => new()
    {
        Delegation_ = (ulong)row.Number(0),
        GivenBy = PersonId.From(row.Id(1)).ToByteString(),
        GivenTo = PersonId.From(row.Id(2)).ToByteString(),
        Kind = (DelegationKind)row.Number(3),
        From = row.Number(4),
        Until = row.Number(5),
        Withheld = { WithheldClasses.In((uint)row.Number(6)) },
    };
}

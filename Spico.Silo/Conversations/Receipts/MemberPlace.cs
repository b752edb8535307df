using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations.Receipts;

/// <summary>How far a person is, as their mark says it.</summary>
/// <param name="Person">Who.</param>
/// <param name="DeliveredUpTo">Where some device of theirs is.</param>
/// <param name="ReadUpTo">Where they are themselves.</param>
internal readonly record struct MemberPlace(PersonId Person, long DeliveredUpTo, long ReadUpTo)
{
    /// <summary>A row of person, delivered and read position.</summary>
    public static MemberPlace Read(RowReader row) => new(PersonId.From(row.Id(0)), row.Number(1), row.Number(2));
}

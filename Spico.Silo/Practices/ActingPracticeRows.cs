using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Practices;

/// <summary>
/// Where in a conversation people came to act in another practice situation: a row a change, so that the situation of
/// an author at any message is one look-up.
/// </summary>
internal static class ActingPracticeRows
{
    private static readonly RowSql Insert = new(
        "INSERT INTO acting_practice (stream, person, seq) VALUES ($1, $2, $3)");

    /// <summary>From this fact on a person acts in the situation that it tells, or in none.</summary>
    public static RowChange ChangedAt(StreamId stream, PersonId person, long seq) =>
        new(Insert, stream.Value, person.Value, seq);
}

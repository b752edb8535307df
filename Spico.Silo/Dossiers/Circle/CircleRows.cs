using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Circle;

/// <summary>Who is in which circle, for lists across dossiers.</summary>
internal static class CircleRows
{
    private static readonly RowSql Insert = new(
        "INSERT INTO dossier_member (person, stream) VALUES ($1, $2) ON CONFLICT DO NOTHING");

    private static readonly RowSql Delete = new("DELETE FROM dossier_member WHERE person = $1 AND stream = $2");

    /// <summary>The rows of a member as they are from now on: of a professional, one while they are in it.</summary>
    public static RowChange[] Of(StreamId dossier, CircleMember member) =>
        PersonId.TryFrom(member.Professional?.Person, out PersonId person)
            ? [new RowChange(CirclePeriods.PresentOf(member) is null ? Delete : Insert, person.Value, dossier.Value)]
            : [];
}

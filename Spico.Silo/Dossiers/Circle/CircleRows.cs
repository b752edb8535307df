using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Rights;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Circle;

/// <summary>Who is in which circle, for lists across dossiers.</summary>
internal static class CircleRows
{
    private static readonly RowSql Insert = new(
        """
        INSERT INTO dossier_member (person, stream, withheld) VALUES ($1, $2, $3)
        ON CONFLICT (person, stream) DO UPDATE SET withheld = excluded.withheld
        """);

    private static readonly RowSql Delete = new("DELETE FROM dossier_member WHERE person = $1 AND stream = $2");

    /// <summary>The rows of a member as they are from now on: of a professional, one while they are in it.</summary>
    public static RowChange[] Of(StreamId dossier, CircleMember member)
    {
        return member.Professional is { } professional
            ? [Of(dossier, professional.Person, CirclePeriods.PresentOf(member)?.Role ?? CareRole.Unspecified)]
            : [];
    }

    /// <summary>The row of somebody who has a right by a role; none of who has none.</summary>
    public static RowChange Of(StreamId dossier, ByteString who, CareRole role)
    {
        _ = PersonId.TryFrom(who, out PersonId person);
        return RightsTable.Current.AccessOf(role) is { } access
            ? new RowChange(Insert, person.Value, dossier.Value, (long)access.Withheld)
            : new RowChange(Delete, person.Value, dossier.Value);
    }
}

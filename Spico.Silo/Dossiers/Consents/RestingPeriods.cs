using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Circle;

namespace Spico.Silo.Dossiers.Consents;

/// <summary>The periods that rest on a consent.</summary>
internal static class RestingPeriods
{
    /// <summary>Who is in the circle on this consent alone, as in it no longer.</summary>
    public static IEnumerable<CircleMember> End(
        DossierState fold, ByteString consent, long now, PersonId author, string reason) =>
        from member in fold.Circle.Members
        let present = CirclePeriods.PresentOf(member)
        where present is { Ground: { } ground } && ground.Consent == consent
        select CirclePeriods.End(
            member, Math.Max(Math.Max(now, fold.Head.At), present.From + 1), author, reason);
}

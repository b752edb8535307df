using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Dossiers.Consents;
using Spico.Silo.Dossiers.Objections;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Accesses;

/// <summary>What changes of the rights of those who are not in the circle write.</summary>
internal static class AccessFacts
{
    /// <summary>The fact of a right as it is from now on.</summary>
    public static FactDraft Changed(DossierAccess access) =>
        new(new Fact { AccessChanged = new AccessChanged { Access = access } }, DataClass.Circle);

    /// <summary>A right that is over.</summary>
    public static DossierAccess Ended(DossierAccess access, long at)
    {
        DossierAccess ended = access.Clone();
        ended.EndedAt = Math.Max(at, access.From + 1);
        return ended;
    }

    /// <summary>A right that begins, and the oldest by a structure that makes room for it.</summary>
    public static DossierAccess[] Begin(DossierState fold, DossierAccess access, long now) =>
        fold.Accesses.Open.Count() >= AccessLimits.Open
        && fold.Accesses.Open.FirstOrDefault(one => one.Kind == AccessKind.Structure) is { } oldest
            ? [Ended(oldest, now), access]
            : [access];

    /// <summary>The rights by structures that leave the circle.</summary>
    public static IEnumerable<DossierAccess> EndedBy(DossierState fold, IReadOnlySet<ByteString> structures, long at) =>
        fold.Accesses.Open
            .Where(access => access.Kind == AccessKind.Structure && structures.Contains(access.Practice.Structure))
            .Select(access => Ended(access, at));

    /// <summary>The rights by structures of those to whom the patient objects.</summary>
    public static IEnumerable<DossierAccess> Opposed(DossierState fold, SharingConsent objection, long at) =>
        fold.Accesses.Open
            .Where(access => access.Kind == AccessKind.Structure
                && SharingConsents.Covers(objection, CirclePeriods.Professional(
                    access.Person, access.Practice.Structure)))
            .Select(access => Ended(access, at));

    /// <summary>
    /// The rights of those who are not in the circle that an objection ends: by structures, of whom it is about; in an
    /// emergency, if it was meant for that too.
    /// </summary>
    public static IEnumerable<DossierAccess> Opposed(DossierState fold, SharingObjection objection, long at) =>
        fold.Accesses.Open
            .Where(access => access.Kind == AccessKind.Structure || objection.InEmergencies)
            .Where(access => SharingObjections.IsToEverybody(objection)
                || SharingObjections.Names(objection, CirclePeriods.Professional(
                    access.Person, access.Practice is { } practice ? [practice.Structure] : [])))
            .Select(access => Ended(access, at));

    /// <summary>Rights as they are from now on, with what goes with them in lists.</summary>
    public static Decision Write(DossierCall call, params DossierAccess[] accesses) => Decision.Write(
        [.. accesses.Select(Changed)], [], [], [.. accesses.Select(access => Row(call.Dossier, access))]);

    /// <summary>What lists know of a right.</summary>
    public static RowChange Row(StreamId dossier, DossierAccess access) =>
        CircleRows.Of(dossier, access.Person, access.EndedAt == 0 ? access.Role : CareRole.Unspecified);
}

using Google.Protobuf;
using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers.Circle;

/// <summary>Whether somebody may join a circle.</summary>
/// <param name="Member">Who.</param>
/// <param name="Function">What they are to do.</param>
/// <param name="Claimed">The ground that is claimed; null of relatives and the patient.</param>
/// <param name="Structures">Where a professional works.</param>
/// <param name="Now">When, in milliseconds since 1970-01-01T00:00:00Z.</param>
internal sealed record GroundQuestion(
    CircleMember Member, CareFunction Function, LegalGround? Claimed, IReadOnlyList<ByteString> Structures, long Now);

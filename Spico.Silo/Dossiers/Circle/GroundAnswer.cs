using Google.Protobuf;
using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers.Circle;

/// <summary>Whether a ground of the law holds.</summary>
/// <param name="Proven">The ground with what proves it; null of relatives and the patient, who need none.</param>
/// <param name="Missing">What is to be done first, when it does not hold.</param>
/// <param name="Objection">The objection of the patient that stands against it, or null.</param>
internal readonly record struct GroundAnswer(LegalGround? Proven, LegalStep Missing, ByteString? Objection = null)
{
    /// <summary>It does not hold yet.</summary>
    public static GroundAnswer Lacks(LegalStep step) => new(null, step);
}

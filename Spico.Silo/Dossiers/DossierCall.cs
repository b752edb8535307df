using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers;

/// <summary>A command to a dossier, as it came.</summary>
/// <param name="Dossier">The dossier whose grain was asked.</param>
/// <param name="Caller">Who asks.</param>
/// <param name="Command">What.</param>
/// <param name="Services">What is found out elsewhere.</param>
/// <param name="Now">When, in milliseconds since 1970-01-01T00:00:00Z.</param>
internal sealed record DossierCall(
    StreamId Dossier, Caller Caller, Command Command, DossierServices Services, long Now)
{
    /// <summary>Checks that a request is for this dossier and carries an id; null when all is well.</summary>
    public Error? Check(ByteString dossier, ByteString requestId) =>
        StreamId.TryFrom(dossier, out StreamId named) && named == Dossier
            ? Check(requestId)
            : Refusal.Invalid("dossier", "The 16 bytes of a dossier.");

    /// <summary>Checks that a request carries an id; null when all is well.</summary>
    public static Error? Check(ByteString requestId) =>
        RequestId.TryFrom(requestId, out _) ? null : Refusal.Invalid("request_id", "16 bytes.");
}

using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Dossiers.Rights;
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
    /// <summary>
    /// Of who acts as a secretary: that, whose rights bound those of the one they act for; else none.
    /// </summary>
    public CareRole Bound { get; init; }

    /// <summary>Whether who calls may write what is of a class: by their own right, and by that of who acts.</summary>
    public bool MayWrite(DossierState fold, DataClass dataClass) =>
        fold.MayWrite(Caller.Person, dataClass) && MayBoundWrite(dataClass);

    /// <summary>The same for who calls in a role.</summary>
    public bool MayWriteAs(CareRole role, DataClass dataClass) =>
        RightsTable.Current.MayWrite(role, dataClass) && MayBoundWrite(dataClass);

    /// <summary>Whether who calls may read what is of a class.</summary>
    public bool MayRead(DossierState fold, DataClass dataClass) =>
        fold.MayRead(Caller.Person, dataClass)
        && (Bound == CareRole.Unspecified || RightsTable.Current.MayRead(Bound, dataClass));

    /// <summary>Who acts for the caller, 16 bytes; empty: they themselves.</summary>
    public ByteString ActedBy => Caller.ActedBy?.ToByteString() ?? ByteString.Empty;

    /// <summary>Of a question about a person: what was found out about them.</summary>
    public CarerFound? Carer { get; init; }

    /// <summary>Of a change to an entry that the state no longer holds: the entry.</summary>
    public LiaisonEntry? Entry { get; init; }

    /// <summary>Of a form: the facts that its answers name and that show who calls a document.</summary>
    public IReadOnlySet<ulong> Documents { get; init; } = new HashSet<ulong>();

    /// <summary>Checks that a request is for this dossier and carries an id; null when all is well.</summary>
    public Error? Check(ByteString dossier, ByteString requestId) =>
        StreamId.TryFrom(dossier, out StreamId named) && named == Dossier
            ? Check(requestId)
            : Refusal.Invalid("dossier", "The 16 bytes of a dossier.");

    /// <summary>Checks that a request carries an id; null when all is well.</summary>
    public static Error? Check(ByteString requestId) =>
        RequestId.TryFrom(requestId, out _) ? null : Refusal.Invalid("request_id", "16 bytes.");

    private bool MayBoundWrite(DataClass dataClass) =>
        Bound == CareRole.Unspecified || RightsTable.Current.MayWrite(Bound, dataClass);
}

using Google.Protobuf.Collections;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Streams;

namespace Spico.Silo.Messages;

/// <summary>
/// Which dossiers a message may link to. Whether they exist, and who may read them, is told to whoever follows the
/// link, and to nobody here.
/// </summary>
internal static class LinkRules
{
    private const string Field = "links";

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? Check(RepeatedField<DossierLink> links) =>
        links.Count == 0 ? null
        : links.Count > MessageLimits.Links ? Refusal.TooLarge(Field, MessageLimits.Links, "links")
        : !links.All(IsOne) || links.Distinct().Count() < links.Count
            ? Refusal.Invalid(Field, "The 16 bytes of a dossier, and the number of an entry or 0; each once.")
        : null;

    /// <summary>Checks that what is said of a patient leads to no other patient; null when all is well.</summary>
    public static Error? Check(RepeatedField<DossierLink> links, Patient? patient) =>
        links.Count == 0 || !StreamId.TryFrom(patient?.Id, out StreamId about)
            || links.All(link => link.Dossier == StreamId.DossierOf(about).ToByteString())
            ? null
            : Refusal.Invalid(Field, "Only the dossier of the patient whom the conversation is about.");

    private static bool IsOne(DossierLink link) => StreamId.TryFrom(link.Dossier, out StreamId dossier)
        && dossier.Kind == StreamKind.Dossier && link.Entry <= long.MaxValue;
}

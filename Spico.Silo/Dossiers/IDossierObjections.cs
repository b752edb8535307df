using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers;

/// <summary>What a dossier knows of whom its patient objects to, for conversations about them. Its grain.</summary>
[Alias("spico.dossier-objections")]
internal interface IDossierObjections : IGrainWithStringKey
{
    /// <summary>
    /// The refusal that names the objection, if the patient objects to one of these; null for none, and where there is
    /// no dossier. After so many merges.
    /// </summary>
    [Alias("find-objection"), ResponseTimeout("00:00:05")]
    ValueTask<Error?> FindObjection(SharingAsked[] asked, int merges = 0);

    /// <summary>Those of these people to whom the patient objects. After so many merges.</summary>
    [Alias("find-objected"), ResponseTimeout("00:00:10")]
    ValueTask<ObjectedFound> FindObjected(SharingAsked[] asked, int merges = 0);

    /// <summary>
    /// What the patient objects to changed with a fact: the conversations about them obey it. A consequence: true when
    /// all of them do.
    /// </summary>
    [Alias("tell-conversations"), ResponseTimeout("00:00:30")]
    ValueTask<bool> TellConversations(PersonId author, long seq);
}

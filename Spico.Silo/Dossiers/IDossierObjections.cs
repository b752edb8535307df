using Spico.Protocol.V1;

namespace Spico.Silo.Dossiers;

/// <summary>What a dossier knows of whom its patient objects to, for conversations about them. Its grain.</summary>
[Alias("spico.dossier-objections")]
internal interface IDossierObjections : IGrainWithStringKey
{
    /// <summary>
    /// The refusal that names the objection, if the patient objects to one of these; null for none, and where there is
    /// no dossier.
    /// </summary>
    [Alias("find-objection"), ResponseTimeout("00:00:05")]
    ValueTask<Error?> FindObjection(SharingAsked[] asked);
}

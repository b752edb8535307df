using Spico.Protocol;

namespace Spico.Silo.Dossiers;

/// <summary>What a dossier must know of where people practise. Its grain.</summary>
[Alias("spico.dossier-practices")]
public interface IDossierPractices : IGrainWithStringKey
{
    /// <summary>
    /// A person practises elsewhere, or as something else: their right becomes what follows from it. True when that is
    /// durable, or nothing was to change. May be called again at any time.
    /// </summary>
    [Alias("note-practices"), ResponseTimeout("00:00:10")]
    ValueTask<bool> NotePractices(PersonId person);
}

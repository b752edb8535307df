using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers;

/// <summary>What happens in a dossier by itself when its time has come. Its grain.</summary>
[Alias("spico.dossier-due-times")]
internal interface IDossierDueTimes : IGrainWithStringKey
{
    /// <summary>
    /// The time that a fact set has come: exactly once however often it is called; true when what follows is durable,
    /// or there is nothing left to do.
    /// </summary>
    [Alias("carry-out-due"), ResponseTimeout("00:00:10")]
    ValueTask<bool> CarryOutDue(ConsequenceKind kind, PersonId person, long seq);
}

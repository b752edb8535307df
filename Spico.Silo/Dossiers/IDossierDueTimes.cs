using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers;

/// <summary>What happens in a dossier by itself when its time has come. Its grain.</summary>
[Alias("spico.dossier-due-times")]
internal interface IDossierDueTimes : IGrainWithStringKey
{
    /// <summary>How far the clocks of two silos are apart at most, in milliseconds.</summary>
    const long ClocksApartMs = 5_000;

    /// <summary>
    /// The time that a fact set has come: exactly once however often it is called; true when what follows is durable,
    /// or there is nothing left to do. By the clock of whoever asks: where it trails a little the time has come too,
    /// where it trails more it has not (false).
    /// </summary>
    [Alias("carry-out-due"), ResponseTimeout("00:00:10")]
    ValueTask<bool> CarryOutDue(ConsequenceKind kind, PersonId person, long seq, long dueAt);
}

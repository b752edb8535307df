using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Silo.Retention;

/// <summary>What the server itself asks of the register after a restore. Its grain; not part of the contract.</summary>
[Alias("spico.erases-again")]
internal interface IErasesAgain : IGrainWithStringKey
{
    /// <summary>
    /// Erases what an older backup brought back, traces too, once an epoch. Null when it is erased; else why it stays.
    /// </summary>
    [Alias("erase-again"), ResponseTimeout("00:00:30")]
    ValueTask<Error?> EraseAgain(StreamId stream, uint epoch);
}

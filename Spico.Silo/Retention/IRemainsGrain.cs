using Spico.Protocol;

namespace Spico.Silo.Retention;

/// <summary>Removes what is left of streams whose key was destroyed.</summary>
[Alias("spico.remains")]
internal interface IRemainsGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Has the stream's grain forget it, and removes its facts some thousand at a time. Repeating it goes on where it
    /// was. Returns whether all is done.
    /// </summary>
    [Alias("remove"), ResponseTimeout("00:00:30")]
    ValueTask<bool> Remove(StreamId stream);
}

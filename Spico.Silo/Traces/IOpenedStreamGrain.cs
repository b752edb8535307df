using Spico.Protocol;

namespace Spico.Silo.Traces;

/// <summary>A stream whose openings are traced, for what finds those that nobody closes. Its grain.</summary>
[Alias("spico.opened-stream")]
internal interface IOpenedStreamGrain : IGrainWithStringKey
{
    /// <summary>
    /// The gateway through which somebody had opened the stream is lost. Traced once, as a closing that says so, unless
    /// the opening was closed before; false: call again.
    /// </summary>
    [Alias("lost"), ResponseTimeout("00:00:10")]
    ValueTask<bool> Lost(PersonId person, long opening);
}

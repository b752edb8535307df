using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Support;

/// <summary>The requests for support of one person.</summary>
[Alias("spico.support")]
public interface ISupportGrain : IGrainWithStringKey
{
    /// <summary>
    /// Asks, answers or closes. Durable when this returns; once however often it is called with one request id.
    /// </summary>
    [Alias("carry-out"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> CarryOut(Caller caller, Command command);
}

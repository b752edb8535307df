using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Retention;

/// <summary>
/// The register of the region: what was erased and is held, in one order, outside the streams it is about. One a
/// region.
/// </summary>
[Alias("spico.retention")]
public interface IRetentionGrain : IGrainWithStringKey
{
    /// <summary>
    /// Erases, holds, purges or tells, for administrators; auditors read. Changing is durable when this returns, and
    /// happens once however often it is called with one request id.
    /// </summary>
    [Alias("carry-out"), ResponseTimeout("00:00:30")]
    ValueTask<Reply> CarryOut(Caller caller, Command command);
}

using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Support;

/// <summary>Lists of requests for support, of one person or of everybody. The grain is 0.</summary>
[Alias("spico.support-desk")]
public interface ISupportDeskGrain : IGrainWithIntegerKey
{
    /// <summary>The caller's requests, or everybody's for support: the newest first.</summary>
    [Alias("list"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> List(Caller caller, ListSupportRequestsRequest request);
}

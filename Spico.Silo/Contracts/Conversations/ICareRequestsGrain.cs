using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>Lists requests across conversations. There is one, on every silo that is asked.</summary>
[Alias("spico.care-requests")]
public interface ICareRequestsGrain : IGrainWithIntegerKey
{
    /// <summary>A page of what waits for the caller or of what the caller asked, the oldest first.</summary>
    [Alias("list"), ResponseTimeout("00:00:05")]
    ValueTask<Reply> List(Caller caller, ListCareRequestsRequest request);
}

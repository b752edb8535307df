using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Agendas;

/// <summary>Finds when several are free (stateless, on any silo).</summary>
[Alias("spico.free-times")]
public interface IFreeTimesGrain : IGrainWithIntegerKey
{
    /// <summary>Times at which nobody asked about has an appointment.</summary>
    [Alias("find"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> Find(Caller caller, FindFreeTimesRequest request);
}

namespace Spico.Silo.Streams;

/// <summary>What every stream answers, whatever it is.</summary>
[Alias("spico.stream")]
public interface IStreamGrain : IGrainWithStringKey
{
    /// <summary>
    /// Checks the caller's right to read and registers the gateway for the stream's facts with this silo. Every fact
    /// after the returned head will be delivered to the gateway, possibly before this call returns. Subscribe first,
    /// then read up to the head: the other order loses what arrives between.
    /// </summary>
    [Alias("subscribe"), ResponseTimeout("00:00:05")]
    ValueTask<Subscription> Subscribe(Caller caller, IGatewayObserver gateway);

    /// <summary>
    /// A page of facts as the caller may read them. Facts outside the caller's classes come elided. Refused unless
    /// the caller may read the stream; a person whose access has ended reads up to the fact that ended it.
    /// </summary>
    [Alias("read"), ResponseTimeout("00:00:05")]
    ValueTask<HistoryPage> Read(Caller caller, HistoryQuery query);
}

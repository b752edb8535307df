namespace Spico.Silo.Streams;

/// <summary>A stream whose openings are traced: by a trace when it is opened, and one when it is closed.</summary>
[Alias("spico.traced-stream")]
public interface ITracedStreamGrain : IStreamGrain
{
    /// <summary>
    /// Registers the gateway again, for a caller who opened the stream before: nothing of it is told here, and the
    /// opening is theirs still.
    /// </summary>
    [Alias("follow"), ResponseTimeout("00:00:05")]
    ValueTask<Subscription> Follow(Caller caller, IGatewayObserver gateway);

    /// <summary>
    /// Whoever opened the stream has closed it. Traced once however often it is called; false: call again.
    /// </summary>
    /// <param name="caller">Who opened it.</param>
    /// <param name="opening">The opening, as <see cref="Subscription.Opening"/> named it.</param>
    /// <param name="upTo">The last fact that was pushed to them.</param>
    [Alias("closed"), ResponseTimeout("00:00:10")]
    ValueTask<bool> Closed(Caller caller, long opening, long upTo);
}

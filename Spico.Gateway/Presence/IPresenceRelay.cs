namespace Spico.Gateway.Presence;

/// <summary>Carries presence between gateways, when there are several. What it loses is lost.</summary>
internal interface IPresenceRelay
{
    /// <summary>
    /// Receives what gateways say, this one too, until cancelled, and calls <paramref name="reconnected"/> each time it
    /// may hear and be heard again: what is published from then on may still be lost for a moment. Both are called
    /// from any thread and return at once.
    /// </summary>
    Task RunAsync(Action<PresenceMessage> received, Action reconnected, CancellationToken cancellationToken);

    /// <summary>Tells the other gateways, if they can be reached. Returns at once and never throws.</summary>
    void Publish(PresenceMessage message);
}

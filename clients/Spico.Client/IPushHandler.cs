namespace Spico.Client;

/// <summary>
/// Takes facts straight from the receiving loop, undecoded: for load generators and bridges that handle more than
/// objects and queues allow. Called by one thread at a time per client; must not block. Positions are kept and
/// streams resumed as ever, but nothing is checked: a repeat or a jump of the server reaches the handler as it is.
/// </summary>
public interface IPushHandler
{
    /// <summary>A fact arrived. The fact's bytes are valid only during the call.</summary>
    void OnFact(OpenStream stream, in RawFact fact);

    /// <summary>It could not be resumed; facts go on after the head of <see cref="OpenStream.Opening"/>.</summary>
    void OnResync(OpenStream stream);
}

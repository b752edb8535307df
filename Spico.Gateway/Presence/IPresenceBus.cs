using Spico.Protocol;

namespace Spico.Gateway.Presence;

/// <summary>
/// Who has a stream open, and who is typing in it: best effort, never stored, never numbered. No member waits, throws
/// or fails a request: what cannot be told is not told.
/// </summary>
public interface IPresenceBus
{
    /// <summary>
    /// A session opened a stream. The others with the stream open hear of its person, unless another session of the
    /// same person was there already; the newcomer hears who is present. Called once the right to read is checked.
    /// </summary>
    void Enter(StreamId stream, IPresenceListener listener);

    /// <summary>
    /// The session closed the stream, lost its access, or ended: called once for each <see cref="Enter"/>, since the
    /// bus holds the listener until then. Leaving what was not entered does nothing.
    /// </summary>
    void Leave(StreamId stream, IPresenceListener listener);

    /// <summary>Tells the other people with the stream open that the listener's person is typing.</summary>
    void Typing(StreamId stream, IPresenceListener listener);
}

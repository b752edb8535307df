using Spico.Protocol.V1;

namespace Spico.Gateway.Sessions;

/// <summary>
/// A session for protocols that carry replies and pushes on one connection, and must keep them in order. Every
/// session of the gate is one.
/// </summary>
public interface IOrderedSession : ISession
{
    /// <summary>
    /// As <see cref="ISession.SendAsync"/>, but the reply is handed to the receiver, exactly once, before any push
    /// that follows from the command is put in <see cref="ISession.Pushes"/>: the reply to an opened stream before
    /// its first fact. The reader of the pushes is woken afterwards, so that one loop writes both.
    /// </summary>
    /// <param name="command">What to carry out.</param>
    /// <param name="id">Given back with the reply.</param>
    /// <param name="receiver">Takes the reply, on any thread, possibly before this call returns.</param>
    void Send(Command command, uint id, IReplyReceiver receiver);

    /// <summary>
    /// Says that so many bytes came from the client. Ahead of the rate allowed its commands are refused until the
    /// rest is made up for; too far ahead the session ends.
    /// </summary>
    void NoteReceived(long bytes);

    /// <summary>
    /// Says that the reader of <see cref="ISession.Pushes"/> never blocks the thread it is woken on, whatever its
    /// client does: whoever delivers then runs it at once, instead of leaving that to the thread pool. Called before
    /// the first wait.
    /// </summary>
    void PromiseQuickReader();

    /// <summary>
    /// Makes a waiting reader of <see cref="ISession.Pushes"/> return, even when there is nothing to read: for a
    /// protocol that has something of its own to write.
    /// </summary>
    void Wake();
}

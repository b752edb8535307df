using System.Threading.Channels;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Gateway.Sessions;

/// <summary>
/// One authenticated device, connected: the port that protocols are written against. A protocol knows a session and
/// nothing else of Spico.
/// </summary>
public interface ISession : IAsyncDisposable
{
    /// <summary>Identifies the session in logs and pushes.</summary>
    SessionId Id { get; }

    /// <summary>Who is calling.</summary>
    Caller Caller { get; }

    /// <summary>
    /// What to tell a client that signs in: identity, inbox, epoch, limits, clock. Made for this session and never
    /// changed.
    /// </summary>
    Welcome Welcome { get; }

    /// <summary>
    /// What the server tells this session, in order. Bounded by bytes and by count: a reader that is too slow ends
    /// the session. Read by one reader, woken once per batch. Completes when the session ends;
    /// <see cref="Ended"/> then says why.
    /// </summary>
    ChannelReader<SharedPush> Pushes { get; }

    /// <summary>Completes with the reason when the session ends, whoever ends it. Never faults.</summary>
    Task<Goodbye> Ended { get; }

    /// <summary>
    /// Carries out a command and answers it: a refusal is a reply too, nothing is thrown. Many may be in flight;
    /// those on one stream are carried out in the order of these calls. Cancelling gives up the answer, not the
    /// command.
    /// </summary>
    ValueTask<Reply> SendAsync(Command command, CancellationToken cancellationToken);

    /// <summary>
    /// Ends the session with a reason; the first one given counts. Called by the protocol or by the server.
    /// </summary>
    void End(CloseCode code, string reason);
}

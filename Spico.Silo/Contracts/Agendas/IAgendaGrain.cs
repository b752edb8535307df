using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Agendas;

/// <summary>
/// The agenda of a professional or a structure. Answers a <see cref="Reply"/> that is either the response named like
/// the command or an error; an accepted change is durable when the call returns, and a call may be repeated with the
/// same request id.
/// </summary>
[Alias("spico.agenda")]
public interface IAgendaGrain : ITracedStreamGrain
{
    /// <summary>Carries out a command that names this agenda.</summary>
    [Alias("carry-out"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> CarryOut(Caller caller, Command command);

    /// <summary>
    /// The agenda as calendar software reads it. Whoever knows the secret of its link may: there is no other caller.
    /// </summary>
    [Alias("read-feed"), ResponseTimeout("00:00:05")]
    ValueTask<FeedPage> ReadFeed(byte[] secret);
}

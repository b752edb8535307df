using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Gateway.Sessions;

/// <summary>A reply on its way to its client, never to be changed.</summary>
/// <param name="Message">The reply; without the facts beside it.</param>
/// <param name="Facts">
/// The facts of a page of history, as they were encoded for everybody: a protobuf connection sends them as they stand.
/// Null in any other reply.
/// </param>
public readonly record struct SessionReply(Reply Message, IReadOnlyList<Envelope>? Facts = null)
{
    /// <summary>The reply as one message, with the facts decoded into it.</summary>
    public Reply Whole()
    {
        if (Facts is null)
        {
            return Message;
        }

        Reply whole = Message.Clone();
        foreach (Envelope fact in Facts)
        {
            whole.ReadHistory.Facts.Add(Frame.Parser.ParseFrom(fact.Frame).Push.Fact);
        }

        return whole;
    }
}

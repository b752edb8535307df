using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>The urgencies of a conversation. Its grain; answers as <see cref="IConversationGrain"/> does.</summary>
[Alias("spico.conversation-urgencies")]
public interface IConversationUrgencies : IGrainWithStringKey
{
    /// <summary>Raises an urgency.</summary>
    [Alias("raise"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> RaiseUrgency(Caller caller, RaiseUrgencyRequest request);

    /// <summary>Answers for an urgency.</summary>
    [Alias("acknowledge"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> AcknowledgeUrgency(Caller caller, AcknowledgeUrgencyRequest request);

    /// <summary>Passes an urgency on.</summary>
    [Alias("hand-over"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> HandOverUrgency(Caller caller, HandOverUrgencyRequest request);

    /// <summary>Ends an urgency.</summary>
    [Alias("resolve"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> ResolveUrgency(Caller caller, ResolveUrgencyRequest request);

    /// <summary>Sets how urgencies escalate.</summary>
    [Alias("set-escalation"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> SetEscalation(Caller caller, SetEscalationRequest request);

    /// <summary>
    /// Carries out a consequence: everybody but who raised an urgency is notified of it, each once however often this
    /// is called; then a fact says who, unless the urgency is over. Called by silos only. Returns whether that is done;
    /// if not, it is to be called again.
    /// </summary>
    [Alias("notify"), ResponseTimeout("00:00:30")]
    ValueTask<bool> NotifyUrgency(PersonId raisedBy, long urgency);

    /// <summary>
    /// Carries out a consequence: an urgency that is still where this fact brought it goes on to the next step of its
    /// chain. Called by silos only. Exactly once however often it is called: its request id derives from the position.
    /// Returns whether that is durable, or no longer called for; if not, it is to be called again.
    /// </summary>
    [Alias("escalate"), ResponseTimeout("00:00:10")]
    ValueTask<bool> EscalateUrgency(PersonId raisedBy, long levelSeq);
}

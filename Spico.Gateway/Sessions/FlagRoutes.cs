using Google.Protobuf;
using Orleans;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Streams;
using Case = Spico.Protocol.V1.Command.BodyOneofCase;

namespace Spico.Gateway.Sessions;

/// <summary>The commands on urgencies and requests: all but the lists go to the grain of their conversation.</summary>
internal sealed class FlagRoutes(IGrainFactory grains)
{
    /// <summary>The conversation that a command names, when it is one of these.</summary>
    public static ByteString? ConversationOf(Command command) => command.BodyCase switch
    {
        Case.RaiseUrgency => command.RaiseUrgency.Conversation,
        Case.AcknowledgeUrgency => command.AcknowledgeUrgency.Conversation,
        Case.HandOverUrgency => command.HandOverUrgency.Conversation,
        Case.ResolveUrgency => command.ResolveUrgency.Conversation,
        Case.SetEscalation => command.SetEscalation.Conversation,
        Case.MakeCareRequest => command.MakeCareRequest.Conversation,
        Case.TakeCareRequest => command.TakeCareRequest.Conversation,
        Case.AnswerCareRequest => command.AnswerCareRequest.Conversation,
        Case.CloseCareRequest => command.CloseCareRequest.Conversation,
        Case.DeclineCareRequest => command.DeclineCareRequest.Conversation,
        _ => null,
    };

    /// <summary>Has a command carried out.</summary>
    public ValueTask<Reply> RouteAsync(Caller caller, Command command)
    {
        if (command.BodyCase == Case.ListCareRequests)
        {
            return grains.GetGrain<ICareRequestsGrain>(0).List(caller, command.ListCareRequests);
        }

        if (ConversationOf(command) is not { } bytes)
        {
            return ValueTask.FromResult(Refusal.Unsupported());
        }

        return StreamId.TryFrom(bytes, out StreamId conversation) && conversation.Kind == StreamKind.Conversation
            ? RouteAsync(StreamKey.Of(conversation), caller, command)
            : ValueTask.FromResult(Refusal.Invalid("conversation", "The 16 bytes of a conversation."));
    }

    private ValueTask<Reply> RouteAsync(string key, Caller caller, Command command) => command.BodyCase switch
    {
        Case.RaiseUrgency => Urgencies(key).RaiseUrgency(caller, command.RaiseUrgency),
        Case.AcknowledgeUrgency => Urgencies(key).AcknowledgeUrgency(caller, command.AcknowledgeUrgency),
        Case.HandOverUrgency => Urgencies(key).HandOverUrgency(caller, command.HandOverUrgency),
        Case.ResolveUrgency => Urgencies(key).ResolveUrgency(caller, command.ResolveUrgency),
        Case.SetEscalation => Urgencies(key).SetEscalation(caller, command.SetEscalation),
        Case.MakeCareRequest => Requests(key).MakeCareRequest(caller, command.MakeCareRequest),
        Case.TakeCareRequest => Requests(key).TakeCareRequest(caller, command.TakeCareRequest),
        Case.AnswerCareRequest => Requests(key).AnswerCareRequest(caller, command.AnswerCareRequest),
        Case.CloseCareRequest => Requests(key).CloseCareRequest(caller, command.CloseCareRequest),
        _ => Requests(key).DeclineCareRequest(caller, command.DeclineCareRequest),
    };

    private IConversationUrgencies Urgencies(string key) => grains.GetGrain<IConversationUrgencies>(key);

    private IConversationCareRequests Requests(string key) => grains.GetGrain<IConversationCareRequests>(key);
}

using Google.Protobuf;
using Orleans;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Messages;
using Spico.Silo.Streams;
using Case = Spico.Protocol.V1.Command.BodyOneofCase;

namespace Spico.Gateway.Sessions;

/// <summary>The commands on messages after they were posted: all go to the grain of their conversation.</summary>
internal sealed class MessageRoutes(IGrainFactory grains)
{
    /// <summary>The conversation that a command names, when it is one of these.</summary>
    public static ByteString? ConversationOf(Command command) => command.BodyCase switch
    {
        Case.EditMessage => command.EditMessage.Conversation,
        Case.RetractMessage => command.RetractMessage.Conversation,
        Case.ReactToMessage => command.ReactToMessage.Conversation,
        Case.ReadMessages => command.ReadMessages.Conversation,
        Case.ReadVersions => command.ReadVersions.Conversation,
        _ => null,
    };

    /// <summary>Has a command carried out.</summary>
    public ValueTask<Reply> RouteAsync(Caller caller, Command command)
    {
        if (ConversationOf(command) is not { } bytes)
        {
            return ValueTask.FromResult(Refusal.Unsupported());
        }

        if (!StreamId.TryFrom(bytes, out StreamId conversation) || conversation.Kind != StreamKind.Conversation)
        {
            return ValueTask.FromResult(Refusal.Invalid("conversation", "The 16 bytes of a conversation."));
        }

        IMessageGrain grain = grains.GetGrain<IMessageGrain>(StreamKey.Of(conversation));
        return command.BodyCase switch
        {
            Case.EditMessage => grain.Edit(caller, command.EditMessage),
            Case.RetractMessage => grain.Retract(caller, command.RetractMessage),
            Case.ReactToMessage => grain.React(caller, command.ReactToMessage),
            Case.ReadMessages => grain.ReadMessages(caller, command.ReadMessages),
            _ => grain.ReadVersions(caller, command.ReadVersions),
        };
    }
}

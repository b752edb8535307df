using Google.Protobuf;
using Orleans;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Spico.Silo.Syntheses;
using Case = Spico.Protocol.V1.Command.BodyOneofCase;

namespace Spico.Gateway.Sessions;

/// <summary>The commands on syntheses: all go to the grain of their conversation.</summary>
internal sealed class SynthesisRoutes(IGrainFactory grains)
{
    /// <summary>The conversation that a command names, when it is one of these.</summary>
    public static ByteString? ConversationOf(Command command) => command.BodyCase switch
    {
        Case.MakeSynthesis => command.MakeSynthesis.Conversation,
        Case.GetSynthesis => command.GetSynthesis.Conversation,
        Case.VerifySynthesis => command.VerifySynthesis.Conversation,
        _ => null,
    };

    /// <summary>Has a command carried out.</summary>
    public ValueTask<Reply> RouteAsync(Caller caller, Command command)
    {
        if (!StreamId.TryFrom(ConversationOf(command), out StreamId conversation)
            || conversation.Kind != StreamKind.Conversation)
        {
            return ValueTask.FromResult(Refusal.Invalid("conversation", "The 16 bytes of a conversation."));
        }

        IConversationSyntheses grain = grains.GetGrain<IConversationSyntheses>(StreamKey.Of(conversation));
        return command.BodyCase switch
        {
            Case.MakeSynthesis => grain.MakeSynthesis(caller, command.MakeSynthesis),
            Case.GetSynthesis => grain.GetSynthesis(caller, command.GetSynthesis),
            _ => grain.VerifySynthesis(caller, command.VerifySynthesis),
        };
    }
}

using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>The commands on urgencies as methods, see <see cref="SpicoClientCommands"/>.</summary>
public static class SpicoClientUrgencies
{
    /// <summary>Posts an urgent message. The answer names the urgency that was raised with it.</summary>
    public static async Task<PostMessageResponse> PostUrgentAsync(
        this SpicoClient client,
        StreamId conversation,
        string text,
        Escalation? escalation = null,
        DataClass dataClass = DataClass.Unspecified,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new PostMessageRequest
        {
            RequestId = SpicoClientCommands.Id(requestId),
            Conversation = conversation.ToByteString(),
            Text = text,
            DataClass = dataClass,
            Urgent = escalation ?? new Escalation(),
        };
        var command = new Command { PostMessage = request };
        return (await SpicoClientCommands.AskAsync(client, command, cancellationToken)).PostMessage;
    }

    /// <summary>Raises an urgency on a message, or on the conversation (0). Its position names it.</summary>
    public static async Task<RaiseUrgencyResponse> RaiseUrgencyAsync(
        this SpicoClient client,
        StreamId conversation,
        ulong message = 0,
        Escalation? escalation = null,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new RaiseUrgencyRequest
        {
            RequestId = SpicoClientCommands.Id(requestId),
            Conversation = conversation.ToByteString(),
            Message = message,
            Escalation = escalation,
        };
        var command = new Command { RaiseUrgency = request };
        return (await SpicoClientCommands.AskAsync(client, command, cancellationToken)).RaiseUrgency;
    }

    /// <summary>Answers for an urgency. Refused TAKEN, with the person, when somebody else does.</summary>
    public static async Task<AcknowledgeUrgencyResponse> AcknowledgeUrgencyAsync(
        this SpicoClient client,
        StreamId conversation,
        ulong urgency,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new AcknowledgeUrgencyRequest
        {
            RequestId = SpicoClientCommands.Id(requestId),
            Conversation = conversation.ToByteString(),
            Urgency = urgency,
        };
        var command = new Command { AcknowledgeUrgency = request };
        return (await SpicoClientCommands.AskAsync(client, command, cancellationToken)).AcknowledgeUrgency;
    }

    /// <summary>Passes an urgency that the caller answers for on to another member.</summary>
    public static async Task<HandOverUrgencyResponse> HandOverUrgencyAsync(
        this SpicoClient client,
        StreamId conversation,
        ulong urgency,
        PersonId person,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new HandOverUrgencyRequest
        {
            RequestId = SpicoClientCommands.Id(requestId),
            Conversation = conversation.ToByteString(),
            Urgency = urgency,
            Person = person.ToByteString(),
        };
        var command = new Command { HandOverUrgency = request };
        return (await SpicoClientCommands.AskAsync(client, command, cancellationToken)).HandOverUrgency;
    }

    /// <summary>Ends an urgency.</summary>
    public static async Task<ResolveUrgencyResponse> ResolveUrgencyAsync(
        this SpicoClient client,
        StreamId conversation,
        ulong urgency,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new ResolveUrgencyRequest
        {
            RequestId = SpicoClientCommands.Id(requestId),
            Conversation = conversation.ToByteString(),
            Urgency = urgency,
        };
        var command = new Command { ResolveUrgency = request };
        return (await SpicoClientCommands.AskAsync(client, command, cancellationToken)).ResolveUrgency;
    }

    /// <summary>Sets how urgencies of a conversation escalate that bring no chain of their own.</summary>
    public static async Task<SetEscalationResponse> SetEscalationAsync(
        this SpicoClient client,
        StreamId conversation,
        Escalation escalation,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new SetEscalationRequest
        {
            RequestId = SpicoClientCommands.Id(requestId),
            Conversation = conversation.ToByteString(),
            Escalation = escalation,
        };
        var command = new Command { SetEscalation = request };
        return (await SpicoClientCommands.AskAsync(client, command, cancellationToken)).SetEscalation;
    }
}

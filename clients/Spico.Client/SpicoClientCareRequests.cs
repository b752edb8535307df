using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>The commands on requests as methods, see <see cref="SpicoClientCommands"/>.</summary>
public static class SpicoClientCareRequests
{
    /// <summary>Posts a message that asks members for something. The answer names the request.</summary>
    public static async Task<PostMessageResponse> PostRequestAsync(
        this SpicoClient client,
        StreamId conversation,
        string text,
        IEnumerable<PersonId> addressees,
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
            Request = new NewCareRequest { Addressees = { addressees.Select(person => person.ToByteString()) } },
        };
        var command = new Command { PostMessage = request };
        return (await SpicoClientCommands.AskAsync(client, command, cancellationToken)).PostMessage;
    }

    /// <summary>Makes a request of a message that is there. Its position names it.</summary>
    public static async Task<MakeCareRequestResponse> MakeCareRequestAsync(
        this SpicoClient client,
        StreamId conversation,
        ulong message,
        IEnumerable<PersonId> addressees,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new MakeCareRequestRequest
        {
            RequestId = SpicoClientCommands.Id(requestId),
            Conversation = conversation.ToByteString(),
            Message = message,
            Addressees = { addressees.Select(person => person.ToByteString()) },
        };
        var command = new Command { MakeCareRequest = request };
        return (await SpicoClientCommands.AskAsync(client, command, cancellationToken)).MakeCareRequest;
    }

    /// <summary>Takes a request. Refused TAKEN, with the person, when somebody else has it.</summary>
    public static async Task<TakeCareRequestResponse> TakeCareRequestAsync(
        this SpicoClient client,
        StreamId conversation,
        ulong careRequest,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new TakeCareRequestRequest
        {
            RequestId = SpicoClientCommands.Id(requestId),
            Conversation = conversation.ToByteString(),
            Request = careRequest,
        };
        var command = new Command { TakeCareRequest = request };
        return (await SpicoClientCommands.AskAsync(client, command, cancellationToken)).TakeCareRequest;
    }

    /// <summary>Answers a request, by a message where there is one.</summary>
    public static async Task<AnswerCareRequestResponse> AnswerCareRequestAsync(
        this SpicoClient client,
        StreamId conversation,
        ulong careRequest,
        ulong message = 0,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new AnswerCareRequestRequest
        {
            RequestId = SpicoClientCommands.Id(requestId),
            Conversation = conversation.ToByteString(),
            Request = careRequest,
            Message = message,
        };
        var command = new Command { AnswerCareRequest = request };
        return (await SpicoClientCommands.AskAsync(client, command, cancellationToken)).AnswerCareRequest;
    }

    /// <summary>Ends a request: closed when it was answered, else cancelled.</summary>
    public static async Task<CloseCareRequestResponse> CloseCareRequestAsync(
        this SpicoClient client,
        StreamId conversation,
        ulong careRequest,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new CloseCareRequestRequest
        {
            RequestId = SpicoClientCommands.Id(requestId),
            Conversation = conversation.ToByteString(),
            Request = careRequest,
        };
        var command = new Command { CloseCareRequest = request };
        return (await SpicoClientCommands.AskAsync(client, command, cancellationToken)).CloseCareRequest;
    }

    /// <summary>Declines a request, or gives back one that the caller has taken.</summary>
    public static async Task<DeclineCareRequestResponse> DeclineCareRequestAsync(
        this SpicoClient client,
        StreamId conversation,
        ulong careRequest,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new DeclineCareRequestRequest
        {
            RequestId = SpicoClientCommands.Id(requestId),
            Conversation = conversation.ToByteString(),
            Request = careRequest,
        };
        var command = new Command { DeclineCareRequest = request };
        return (await SpicoClientCommands.AskAsync(client, command, cancellationToken)).DeclineCareRequest;
    }

    /// <summary>A page of what waits for the caller or of what the caller asked, the oldest first.</summary>
    public static async Task<ListCareRequestsResponse> ListCareRequestsAsync(
        this SpicoClient client,
        CareRequestFilter filter,
        int limit = 0,
        string cursor = "",
        CancellationToken cancellationToken = default)
    {
        var request = new ListCareRequestsRequest { Filter = filter, Limit = (uint)limit, Cursor = cursor };
        var command = new Command { ListCareRequests = request };
        return (await SpicoClientCommands.AskAsync(client, command, cancellationToken)).ListCareRequests;
    }
}

using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>Help: whom to ask, and requests for support, as methods like <see cref="SpicoClientCommands"/>.</summary>
public static class SpicoClientSupport
{
    /// <summary>Whom to ask where the caller practises, or in a département.</summary>
    public static async Task<FindHelpContactsResponse> FindHelpContactsAsync(
        this SpicoClient client, string department = "", CancellationToken cancellationToken = default)
    {
        var request = new FindHelpContactsRequest { Department = department };
        Reply reply = await client.AskAsync(new Command { FindHelpContacts = request }, cancellationToken);
        return reply.FindHelpContacts;
    }

    /// <summary>Replaces all contacts, for administrators; with findings nothing was replaced.</summary>
    public static async Task<LoadHelpContactsResponse> LoadHelpContactsAsync(
        this SpicoClient client,
        string text,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new LoadHelpContactsRequest
        {
            RequestId = (requestId ?? RequestId.New()).ToByteString(),
            Text = text,
        };
        Reply reply = await client.AskAsync(new Command { LoadHelpContacts = request }, cancellationToken);
        return reply.LoadHelpContacts;
    }

    /// <summary>Asks for support; the request id is made when it has none.</summary>
    public static async Task<AskForSupportResponse> AskForSupportAsync(
        this SpicoClient client, AskForSupportRequest ask, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ask);
        AskForSupportRequest request = ask.Clone();
        request.RequestId = request.RequestId.IsEmpty ? RequestId.New().ToByteString() : request.RequestId;
        Reply reply = await client.AskAsync(new Command { AskForSupport = request }, cancellationToken);
        return reply.AskForSupport;
    }

    /// <summary>The caller's requests, or everybody's for support.</summary>
    public static async Task<ListSupportRequestsResponse> ListSupportRequestsAsync(
        this SpicoClient client, ListSupportRequestsRequest request, CancellationToken cancellationToken = default)
    {
        Reply reply = await client.AskAsync(new Command { ListSupportRequests = request }, cancellationToken);
        return reply.ListSupportRequests;
    }

    /// <summary>Answers a request, for support.</summary>
    public static Task<ChangeSupportRequestResponse> AnswerSupportRequestAsync(
        this SpicoClient client,
        ByteString stream,
        ulong number,
        string answer,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new ChangeSupportRequestRequest { Stream = stream, Number = number, Answer = answer };
        return ChangeAsync(client, request, requestId, cancellationToken);
    }

    /// <summary>A request is over.</summary>
    public static Task<ChangeSupportRequestResponse> CloseSupportRequestAsync(
        this SpicoClient client,
        ByteString stream,
        ulong number,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new ChangeSupportRequestRequest { Stream = stream, Number = number, Close = true };
        return ChangeAsync(client, request, requestId, cancellationToken);
    }

    private static async Task<ChangeSupportRequestResponse> ChangeAsync(
        SpicoClient client,
        ChangeSupportRequestRequest request,
        RequestId? requestId,
        CancellationToken cancellationToken)
    {
        request.RequestId = (requestId ?? RequestId.New()).ToByteString();
        Reply reply = await client.AskAsync(new Command { ChangeSupportRequest = request }, cancellationToken);
        return reply.ChangeSupportRequest;
    }
}

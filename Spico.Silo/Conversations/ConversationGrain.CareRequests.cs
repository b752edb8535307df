using Spico.Protocol.V1;
using Spico.Silo.Conversations.CareRequests;
using Spico.Silo.Conversations.Urgencies;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <content>Requests.</content>
internal sealed partial class ConversationGrain : IConversationCareRequests
{
    public ValueTask<Reply> MakeCareRequest(Caller caller, MakeCareRequestRequest request) => SubmitAsync(
        caller,
        MakeCareRequestCommand.TryRead(
            _stream,
            caller.Person,
            request,
            _services.Now,
            _lookup,
            out MakeCareRequestCommand? command),
        command);

    public ValueTask<Reply> TakeCareRequest(Caller caller, TakeCareRequestRequest request) => SubmitAsync(
        caller,
        MoveCareRequestCommand.TryRead(
            _stream, caller.Person, request, _services.Now, out MoveCareRequestCommand? command),
        command);

    public ValueTask<Reply> AnswerCareRequest(Caller caller, AnswerCareRequestRequest request) => SubmitAsync(
        caller,
        MoveCareRequestCommand.TryRead(
            _stream,
            caller.Person,
            request,
            _services.Now,
            _lookup,
            out MoveCareRequestCommand? command),
        command);

    public ValueTask<Reply> CloseCareRequest(Caller caller, CloseCareRequestRequest request) => SubmitAsync(
        caller,
        MoveCareRequestCommand.TryRead(
            _stream, caller.Person, request, _services.Now, out MoveCareRequestCommand? command),
        command);

    public ValueTask<Reply> DeclineCareRequest(Caller caller, DeclineCareRequestRequest request) => SubmitAsync(
        caller,
        MoveCareRequestCommand.TryRead(
            _stream, caller.Person, request, _services.Now, out MoveCareRequestCommand? command),
        command);

    // Who joined "from now" is not told of what was asked before.
    private static void Show(OpenCareRequests requests, StreamAccess access, ConversationView view)
    {
        foreach (OpenCareRequest request in requests.All)
        {
            if (request.Seq > access.VisibleAfter)
            {
                view.Requests.Add(request.ToMessage());
            }
        }
    }

    private ValueTask<Reply> PostFlagged(Caller caller, PostMessageCommand message, PostMessageRequest request)
    {
        UrgencyDraft? urgency = null;
        Error? invalid = request.Urgent is null
            ? null
            : UrgencyDraft.TryRead(_stream, message.Author, request.Urgent, "urgent", Terms, out urgency);
        CareRequestDraft? asked = null;
        invalid ??= request.Request is null
            ? null
            : CareRequestDraft.TryRead(
                _stream,
                message.Author,
                request.Request,
                "request.",
                _services.Now,
                out asked);
        return SubmitAsync(
            caller,
            invalid,
            invalid is null ? new PostFlaggedMessageCommand(message, urgency, asked, _people) : null);
    }
}

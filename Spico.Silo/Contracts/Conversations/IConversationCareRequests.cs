using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>The requests of a conversation. Its grain; answers as <see cref="IConversationGrain"/> does.</summary>
[Alias("spico.conversation-care-requests")]
public interface IConversationCareRequests : IGrainWithStringKey
{
    /// <summary>Makes a request of a message.</summary>
    [Alias("make"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> MakeCareRequest(Caller caller, MakeCareRequestRequest request);

    /// <summary>Takes a request. One has it; the others are told who.</summary>
    [Alias("take"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> TakeCareRequest(Caller caller, TakeCareRequestRequest request);

    /// <summary>Answers a request.</summary>
    [Alias("answer"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> AnswerCareRequest(Caller caller, AnswerCareRequestRequest request);

    /// <summary>Ends a request.</summary>
    [Alias("close"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> CloseCareRequest(Caller caller, CloseCareRequestRequest request);

    /// <summary>Declines a request.</summary>
    [Alias("decline"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> DeclineCareRequest(Caller caller, DeclineCareRequestRequest request);
}

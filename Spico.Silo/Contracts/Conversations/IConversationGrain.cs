using Spico.Protocol.V1;
using Spico.Silo.Files;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>
/// A conversation. Every method answers a <see cref="Reply"/> that is either the response named like the request or
/// an error; nothing is thrown for a refusal. An accepted change is durable when the call returns. A call may be
/// repeated with the same request id, and gets the same answer.
/// </summary>
[Alias("spico.conversation")]
public interface IConversationGrain : IStreamGrain, IStreamFilesGrain
{
    /// <summary>Opens the conversation. The key must be the one derived from the caller and the request id.</summary>
    [Alias("create"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> Create(Caller caller, CreateConversationRequest request);

    /// <summary>Adds a person.</summary>
    [Alias("add-member"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> AddMember(Caller caller, AddMemberRequest request);

    /// <summary>Removes a person.</summary>
    [Alias("remove-member"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> RemoveMember(Caller caller, RemoveMemberRequest request);

    /// <summary>Ends the caller's own membership.</summary>
    [Alias("leave"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> Leave(Caller caller, LeaveConversationRequest request);

    /// <summary>Says what a member of a community may do.</summary>
    [Alias("set-member-role"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> SetMemberRole(Caller caller, SetMemberRoleRequest request);

    /// <summary>Acts in another practice situation.</summary>
    [Alias("set-practice"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> SetPractice(Caller caller, SetPracticeRequest request);

    /// <summary>Posts a message.</summary>
    [Alias("post"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> Post(Caller caller, PostMessageRequest request);

    /// <summary>Moves the caller's read position.</summary>
    [Alias("mark-read"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> MarkRead(Caller caller, MarkReadRequest request);

    /// <summary>Changes the caller's own marks.</summary>
    [Alias("set-marks"), ResponseTimeout("00:00:10")]
    ValueTask<Reply> SetMarks(Caller caller, SetMarksRequest request);
}

using Microsoft.Extensions.Options;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Delegations;
using Spico.Silo.Professionals;
using Spico.Silo.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Messages.Searching;

/// <summary>What one person searches, and how much of it they may.</summary>
[GrainType("message-search")]
internal sealed class MessageSearchGrain(
    MessageSearch search, IOptions<SearchOptions> options, TimeProvider time) : Grain, IMessageSearchGrain
{
    private readonly SearchAllowance _allowance = new(options.Value.SearchesPerMinute, entriesPerDay: 0);

    public async ValueTask<Reply> Search(Caller caller, SearchMessagesRequest request)
    {
        if (StreamId.InboxOf(caller.Person) != StreamKey.Parse(this.GetPrimaryKeyString()))
        {
            return new Reply { Error = Refusal.NotAccessible() };
        }

        (Error? ended, uint withheld) = await new DelegationCheck(GrainFactory).LookAsync(caller);
        if (ended is not null)
        {
            return new Reply { Error = ended };
        }

        if (SearchQuery.TryRead(request, out SearchQuery? query) is { } invalid)
        {
            return new Reply { Error = invalid };
        }

        TimeSpan wait = _allowance.Take(time.GetUtcNow());
        if (wait > TimeSpan.Zero)
        {
            return new Reply { Error = Refused(wait) };
        }

        if (request.Conversation.IsEmpty)
        {
            return await search.FindAsync(caller.Person, query!, withheld);
        }

        return StreamId.TryFrom(request.Conversation, out StreamId conversation)
            && conversation.Kind == StreamKind.Conversation
            ? await GrainFactory.GetGrain<IConversationSearch>(StreamKey.Of(conversation)).Search(caller, request)
            : new Reply { Error = Refusal.Invalid("conversation", "The 16 bytes of a conversation.") };
    }

    private Error Refused(TimeSpan wait) => new()
    {
        Code = ErrorCode.RateLimited,
        Message = $"At most {options.Value.SearchesPerMinute} searches a minute are made by one person.",
        Retryable = true,
        RetryAfterMs = (uint)Math.Ceiling(wait.TotalMilliseconds),
        Limit = (ulong)options.Value.SearchesPerMinute,
    };
}

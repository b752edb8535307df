using Spico.Protocol.V1;
using Spico.Silo.Messages;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <content>What happens to messages after they were posted.</content>
internal sealed partial class ConversationGrain : IMessageGrain
{
    public ValueTask<Reply> Edit(Caller caller, EditMessageRequest request) => SubmitAsync(
        caller,
        EditMessageCommand.TryRead(_stream, caller.Person, request, _lookup, out EditMessageCommand? command),
        command);

    public ValueTask<Reply> Retract(Caller caller, RetractMessageRequest request) => SubmitAsync(
        caller,
        RetractMessageCommand.TryRead(_stream, caller.Person, request, _lookup, out RetractMessageCommand? command),
        command);

    public ValueTask<Reply> React(Caller caller, ReactToMessageRequest request) => SubmitAsync(
        caller,
        ReactToMessageCommand.TryRead(_stream, caller.Person, request, _lookup, out ReactToMessageCommand? command),
        command);

    public ValueTask<Reply> ReadMessages(Caller caller, ReadMessagesRequest request)
    {
        Error? invalid = MessageQuery.TryRead(request, out MessageQuery query)
            ?? ConversationFields.Check(_stream, request.Conversation);
        return ReadAsync(caller, invalid, async reading => new Reply
        {
            ReadMessages = await _reader.ReadAsync(reading, caller.Person, query),
        });
    }

    public ValueTask<Reply> ReadVersions(Caller caller, ReadVersionsRequest request) => ReadAsync(
        caller,
        ConversationFields.Check(_stream, request.Conversation),
        async reading =>
            await _reader.ReadVersionsAsync(reading, Bounded(request.Message), Bounded(request.After)) is { } versions
                ? new Reply { ReadVersions = versions }
                : new Reply { Error = Refusal.NotAccessible("message") });

    private static long Bounded(ulong seq) => (long)Math.Min(seq, long.MaxValue);

    private async ValueTask<Reply> ReadAsync(
        Caller caller, Error? invalid, Func<StreamReading, Task<Reply>> read)
    {
        (Error? ended, uint withheld) = await _delegations.LookAsync(caller);
        if ((invalid ?? ended) is { } unfit)
        {
            return new Reply { Error = unfit };
        }

        (Error? refusal, StreamReading? reading) = await _pipeline.OpenReadingAsync(caller.Person, withheld);
        if (refusal is not null || reading is null)
        {
            return LetGoIfNothing(new Reply { Error = refusal });
        }

        try
        {
            return await read(reading);
        }
        catch (StoreException failure)
        {
            return new Reply { Error = Refusal.Of(failure.Failure) };
        }
    }
}

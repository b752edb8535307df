using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Spico.Silo.Syntheses;

namespace Spico.Silo.Conversations;

/// <content>Documents made of it.</content>
internal sealed partial class ConversationGrain : IConversationSyntheses, ISynthesisSource
{
    // What it shows is what its asker may read, and who acts for them has it.
    public async ValueTask<Reply> MakeSynthesis(Caller caller, MakeSynthesisRequest request) =>
        await _delegations.CheckAsync(caller) is { } ended
            ? new Reply { Error = ended }
            : await SubmitAsync(
                caller,
                MakeSynthesisCommand.TryRead(
                    _stream,
                    caller.Person,
                    request,
                    _services.Storage.Store,
                    _syntheses.Options,
                    out MakeSynthesisCommand? command),
                command);

    public async ValueTask<Reply> GetSynthesis(Caller caller, GetSynthesisRequest request) =>
        (ConversationFields.Check(_stream, request.Conversation) ?? await _delegations.CheckAsync(caller)) is { } unfit
            ? new Reply { Error = unfit }
            : LetGoIfNothing(await _syntheses.GetAsync(caller, Bounded(request.Synthesis), GrainFactory));

    public ValueTask<Reply> VerifySynthesis(Caller caller, VerifySynthesisRequest request) => ReadAsync(
        caller,
        ConversationFields.Check(_stream, request.Conversation) ?? SynthesisVerification.Check(request),
        reading => _syntheses.VerifyAsync(caller.Person, reading, request));

    public ValueTask<SynthesisBrief> Brief(PersonId asker, long synthesis) => _syntheses.BriefAsync(asker, synthesis);

    public ValueTask<Reply> ReadMessagesThen(PersonId asker, long synthesis, ReadMessagesRequest request)
    {
        Error? invalid = Messages.MessageQuery.TryRead(request, out Messages.MessageQuery query);
        return ReadAsync(StreamSyntheses.As(asker), invalid, async reading => new Reply
        {
            ReadMessages = await _reader.ReadAsync(StreamSyntheses.Then(reading, synthesis), asker, query),
        });
    }

    public ValueTask<Reply> ReadVersionsThen(PersonId asker, long synthesis, ReadVersionsRequest request) => ReadAsync(
        StreamSyntheses.As(asker),
        null,
        async reading => await _reader.ReadVersionsAsync(
            StreamSyntheses.Then(reading, synthesis), Bounded(request.Message), Bounded(request.After)) is { } versions
                ? new Reply { ReadVersions = versions }
                : new Reply { Error = Refusal.NotAccessible("message") });

    public ValueTask<Reply> ReadEventsThen(PersonId asker, long synthesis, long after) => ReadAsync(
        StreamSyntheses.As(asker),
        null,
        async reading => new Reply
        {
            ReadHistory = await _syntheses.ReadEventsAsync(StreamSyntheses.Then(reading, synthesis), after),
        });

    public async ValueTask<Error?> EndSynthesis(PersonId asker, Fact end) =>
        (await SubmitAsync(null, new EndSynthesisCommand(_stream, asker, end))).Error;
}

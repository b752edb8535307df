using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Streams;

namespace Spico.Silo.Syntheses;

/// <summary>
/// A member asks for a synthesis. The fact comes before anything is read for it, and what makes the document follows
/// from the fact: a silo that falls leaves it to another.
/// </summary>
internal sealed class MakeSynthesisCommand : IStreamCommand<ConversationState>
{
    private readonly StreamId _stream;
    private readonly SynthesisSelection _selection;
    private readonly ILogStore _store;
    private readonly SynthesisOptions _options;

    private MakeSynthesisCommand(
        StreamId stream,
        PersonId author,
        RequestId request,
        MakeSynthesisRequest making,
        ILogStore store,
        SynthesisOptions options)
    {
        _stream = stream;
        _store = store;
        _options = options;
        _selection = making.Selection ?? new SynthesisSelection();
        Author = author;
        Request = request;
        Hash = RequestHash.Of(Command.MakeSynthesisFieldNumber, making);
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    public bool NeedsPreparation => true;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(
        StreamId stream,
        PersonId author,
        MakeSynthesisRequest request,
        ILogStore store,
        SynthesisOptions options,
        out MakeSynthesisCommand? command)
    {
        command = null;
        Error? unfit = ConversationFields.Check(stream, request.Conversation, request.RequestId, out RequestId id)
            ?? SelectionRules.Check(request.Selection);
        if (unfit is null)
        {
            command = new MakeSynthesisCommand(stream, author, id, request, store, options);
        }

        return unfit;
    }

    public async ValueTask<Error?> PrepareAsync()
    {
        (long all, long own) = await SynthesisRows.CountOpenAsync(_store, Author);
        if (own >= _options.OpenPerPersonMax)
        {
            return Refusal.LimitReached(
                "request_id", _options.OpenPerPersonMax, "syntheses of yours that are not made");
        }

        return all >= _options.OpenMax ? Refusal.Overloaded(_options.OpenMax) : null;
    }

    public Decision Decide(ConversationState fold)
    {
        if (fold.MembershipOf(Author) is null)
        {
            return Decision.Refuse(Refusal.NotAccessible());
        }

        long seq = fold.Head.Seq + 1;
        return Decision.Write(
            [new FactDraft(new Fact { SynthesisAsked = new SynthesisAsked { Selection = _selection } })],
            [],
            [new ConsequenceRow(_stream, seq, _stream, ConsequenceKind.SynthesisAsked, Author)],
            [SynthesisRows.Asked(_stream, seq, Author)]);
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new()
    {
        MakeSynthesis = new MakeSynthesisResponse
        {
            Position = new Position { Epoch = epoch, Seq = (ulong)outcome.Seq },
        },
    };
}

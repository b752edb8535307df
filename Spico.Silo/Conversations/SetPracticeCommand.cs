using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations.CareRequests;
using Spico.Silo.People;
using Spico.Silo.Practices;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations;

/// <summary>A member acts in another practice situation from now on.</summary>
internal sealed class SetPracticeCommand : IStreamCommand<ConversationState>
{
    private readonly StreamId _stream;
    private readonly PracticeClaim _claim;
    private readonly IPeopleStore _people;

    private SetPracticeCommand(
        StreamId stream,
        PersonId author,
        RequestId request,
        SetPracticeRequest asked,
        PracticeClaim claim,
        IPeopleStore people)
    {
        _stream = stream;
        Author = author;
        Request = request;
        Hash = RequestHash.Of(Command.SetPracticeFieldNumber, asked);
        _claim = claim;
        _people = people;
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    public bool NeedsPreparation => _claim.IsMade;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(
        StreamId stream,
        PersonId author,
        SetPracticeRequest request,
        IPeopleStore people,
        out SetPracticeCommand? command)
    {
        command = null;
        if (ConversationFields.Check(stream, request.Conversation, request.RequestId, out RequestId id) is { } unfit)
        {
            return unfit;
        }

        if (PracticeClaim.TryRead(author, request.Practice, "practice", out PracticeClaim claim) is { } invalid)
        {
            return invalid;
        }

        command = new SetPracticeCommand(stream, author, id, request, claim, people);
        return null;
    }

    public ValueTask<Error?> PrepareAsync() => PracticeClaim.ResolveAsync(_people, [_claim]);

    public Decision Decide(ConversationState fold) =>
        fold.MembershipOf(Author) is not { } member ? Decision.Refuse(Refusal.NotAccessible())
        : Equals(member.Practice, _claim.Practice)
            ? Decision.Unchanged(new Reply { SetPractice = new SetPracticeResponse() })
        : StructureRequests.Follow(
            Decision.Write(
                new FactDraft(new Fact { PracticeSet = new PracticeSet { Practice = _claim.Practice } }),
                ActingPracticeRows.ChangedAt(_stream, Author, fold.Head.Seq + 1)),
            fold,
            _stream,
            Author,
            (member.Practice, _claim.Practice),
            member.Access);

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new()
    {
        SetPractice = new SetPracticeResponse { Position = new Position { Epoch = epoch, Seq = (ulong)outcome.Seq } },
    };
}

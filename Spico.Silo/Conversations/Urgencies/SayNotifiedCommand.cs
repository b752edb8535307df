using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Conversations.Urgencies;

/// <summary>
/// Says who was notified of an urgency, once they are, in the name of whoever raised it. Its request id derives from
/// the urgency: however often it comes, it is said once.
/// </summary>
internal sealed class SayNotifiedCommand : IStreamCommand<ConversationState>
{
    private readonly long _urgency;
    private readonly PersonId[] _persons;

    public SayNotifiedCommand(StreamId stream, PersonId raisedBy, long urgency, PersonId[] persons)
    {
        _urgency = urgency;
        _persons = persons;
        Author = raisedBy;
        Hash = ConsequenceId.Of(ConsequenceKind.UrgencyRaised, stream, urgency, raisedBy);
        Request = RequestId.From(Hash);
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    public Decision Decide(ConversationState fold) => fold.Urgencies.Find(_urgency) is not { NotifiedAt: 0 }
        ? Decision.Unchanged(new Reply())
        : Decision.Write([.. _persons.Chunk(UrgencyLimits.PersonsOfFact).Select(Notified)], [], []);

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new();

    private FactDraft Notified(PersonId[] persons) => new(new Fact
    {
        UrgencyNotified = new UrgencyNotified
        {
            Urgency = (ulong)_urgency,
            Persons = { persons.Select(person => person.ToByteString()) },
        },
    });
}

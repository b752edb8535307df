using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Inboxes;
using Spico.Silo.People;
using Spico.Silo.Streams;

namespace Spico.Silo.Delegations;

/// <summary>Somebody to act for the owner of an inbox.</summary>
internal sealed class GrantDelegationCommand : IStreamCommand<InboxState>
{
    private static readonly long LongestMs = (long)TimeSpan.FromDays(366).TotalMilliseconds;

    private readonly PersonId _person;
    private readonly DelegationGranted _granted;
    private readonly IPeopleStore _people;
    private readonly long _now;

    private GrantDelegationCommand(
        PersonId owner,
        RequestId request,
        GrantDelegationRequest asked,
        PersonId person,
        IPeopleStore people,
        long now)
    {
        Author = owner;
        Request = request;
        Hash = RequestHash.Of(Command.GrantDelegationFieldNumber, asked);
        _person = person;
        _people = people;
        _now = now;
        _granted = new DelegationGranted
        {
            Person = asked.Person,
            Kind = asked.Kind,
            From = asked.From == 0 ? now : asked.From,
            Until = asked.Until,
            Withheld = { asked.Withheld.Distinct() },
        };
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    public bool NeedsPreparation => true;

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(
        PersonId owner,
        GrantDelegationRequest request,
        IPeopleStore people,
        long now,
        out GrantDelegationCommand? command)
    {
        command = null;
        if (!RequestId.TryFrom(request.RequestId, out RequestId id))
        {
            return Refusal.Invalid("request_id", "16 bytes.");
        }

        if (!PersonId.TryFrom(request.Person, out PersonId person) || person == owner)
        {
            return Refusal.Invalid("person", "16 bytes, and not the caller.");
        }

        if (request.Kind == DelegationKind.Unspecified || !Enum.IsDefined(request.Kind))
        {
            return Refusal.Invalid("kind", "A known kind.");
        }

        if (!WithheldClasses.TryRead(request.Withheld, out _))
        {
            return Refusal.Invalid("withheld", "Only classes that can be withheld.");
        }

        if (request.From < 0)
        {
            return Refusal.Invalid("from", "A time, or 0.");
        }

        long from = request.From == 0 ? now : request.From;
        if (request.Until <= from || request.Until - from > LongestMs)
        {
            return Refusal.Invalid("until", "After its beginning, at most 366 days.", LongestMs);
        }

        command = new GrantDelegationCommand(owner, id, request, person, people, now);
        return null;
    }

    public async ValueTask<Error?> PrepareAsync() =>
        (await _people.FindMissingAsync([_person])).Count == 0
            ? null
            : Refusal.Invalid("person", "Only people who are registered.");

    public Decision Decide(InboxState fold)
    {
        if (_granted.Until <= _now)
        {
            return Decision.Refuse(Refusal.Invalid("until", "In the future."));
        }

        if (fold.Delegations.IsGivenTo(_granted.Person, _now))
        {
            return Decision.Refuse(Refusal.WrongState("They have a delegation already: revoke it first."));
        }

        if (fold.Delegations.CountAt(_now) >= GivenDelegations.CountMax)
        {
            return Decision.Refuse(Refusal.LimitReached("person", GivenDelegations.CountMax, "delegations"));
        }

        long seq = fold.Head.Seq + 1;
        return Decision.Write(
            [new FactDraft(new Fact { DelegationGranted = _granted })],
            [],
            [ConsequenceRow.Notify(StreamId.InboxOf(Author), seq, _person, NotificationKind.Delegation)],
            [DelegationRows.Granted(Author, seq, _person, _granted)]);
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new()
    {
        GrantDelegation = new GrantDelegationResponse
        {
            Position = new Position { Epoch = epoch, Seq = (ulong)outcome.Seq },
        },
    };
}

using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Streams;

namespace Spico.Silo.Delegations;

/// <summary>
/// The delegations that the owner of an inbox gave and that are not over, by their names. Bounded: those that ended are
/// forgotten with the next one.
/// </summary>
internal sealed class GivenDelegations
{
    /// <summary>Delegations of a person that are not over.</summary>
    public const int CountMax = 20;

    private readonly SortedDictionary<long, DelegationGranted> _given = [];

    /// <summary>How many are not over at a time.</summary>
    public int CountAt(long now) => _given.Values.Count(given => given.Until > now);

    /// <summary>The delegation of this name, or null.</summary>
    public DelegationGranted? Find(long seq) => _given.GetValueOrDefault(seq);

    /// <summary>Whether a person has one that is not over at a time.</summary>
    public bool IsGivenTo(ByteString person, long now) =>
        _given.Values.Any(given => given.Person == person && given.Until > now);

    /// <summary>Until when a person may act, at a time; 0: they may not.</summary>
    public long ActsUntil(PersonId person, long now) => StandingOf(person, now).Until;

    /// <summary>The same, with what is withheld from them and as what they act.</summary>
    public DelegationStanding StandingOf(PersonId person, long now)
    {
        ByteString id = person.ToByteString();
        return _given.Values.FirstOrDefault(given => given.Person == id && given.From <= now && now < given.Until)
            is { } given
            ? new DelegationStanding(given.Until, WithheldClasses.Of(given.Withheld), given.Kind)
            : default;
    }

    /// <summary>Takes a fact in; those that are not about delegations change nothing.</summary>
    public void Apply(in StreamFact fact)
    {
        switch (fact.Kind)
        {
            case Fact.BodyOneofCase.DelegationGranted:
                long at = fact.Head.At;
                foreach (long seq in _given.Keys.Where(seq => _given[seq].Until <= at).ToList())
                {
                    _given.Remove(seq);
                }

                _given[fact.Head.Seq] = fact.Body!.DelegationGranted;
                break;
            case Fact.BodyOneofCase.DelegationRevoked:
                _given.Remove((long)fact.Body!.DelegationRevoked.Delegation);
                break;
        }
    }

    /// <summary>Everything that is kept.</summary>
    public byte[] ToSnapshot() => new ListDelegationsResponse
    {
        Given =
        {
            _given.Select(given => new Delegation
            {
                Delegation_ = (ulong)given.Key,
                GivenTo = given.Value.Person,
                Kind = given.Value.Kind,
                From = given.Value.From,
                Until = given.Value.Until,
                Withheld = { given.Value.Withheld },
            }),
        },
    }.ToByteArray();

    /// <summary>What <see cref="ToSnapshot"/> wrote.</summary>
    public static GivenDelegations Of(ReadOnlySpan<byte> snapshot)
    {
        var delegations = new GivenDelegations();
        foreach (Delegation given in ListDelegationsResponse.Parser.ParseFrom(snapshot).Given)
        {
            delegations._given.Add((long)given.Delegation_, new DelegationGranted
            {
                Person = given.GivenTo,
                Kind = given.Kind,
                From = given.From,
                Until = given.Until,
                Withheld = { given.Withheld },
            });
        }

        return delegations;
    }
}

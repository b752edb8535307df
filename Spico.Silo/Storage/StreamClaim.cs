using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Storage;

/// <summary>What a batch wants of one stream: to move its head, if it is where the appends expect it.</summary>
internal sealed class StreamClaim
{
    private readonly List<Append> _appends = [];
    private readonly List<OwnMessages> _own = [];

    public IReadOnlyList<Append> Appends => _appends;

    public StreamId Stream => _appends[0].Stream;

    public StreamOpening? Opening => _appends[0].Opening;

    public long Expected => _appends[0].Expected;

    public long Head { get; private set; }

    public long Ordinal { get; private set; }

    public long ActiveAt { get; private set; }

    /// <summary>True when an append changes memberships or leaves consequences.</summary>
    public bool HasReadModel { get; private set; }

    /// <summary>True when an append changes a read model.</summary>
    public bool HasRows { get; private set; }

    /// <summary>Where other streams must still be: else the claim is lost.</summary>
    public StreamAt[] OnlyWhile { get; private set; } = [];

    /// <summary>How many messages each author posted; meaningless beside changes of their membership.</summary>
    public IReadOnlyList<OwnMessages> Own => _own;

    /// <summary>The claims of a batch, one a stream, in an order that every writer keeps to.</summary>
    public static List<StreamClaim> Of(IReadOnlyList<Append> appends)
    {
        Dictionary<StreamId, StreamClaim> claims = new(appends.Count);
        foreach (Append append in appends)
        {
            if (!claims.TryGetValue(append.Stream, out StreamClaim? claim))
            {
                claims.Add(append.Stream, claim = new StreamClaim());
            }

            claim.Add(append);
        }

        List<StreamClaim> ordered = [.. claims.Values];
        ordered.Sort(static (left, right) => left.Stream.Value.CompareTo(right.Stream.Value));
        return ordered;
    }

    private void Add(Append append)
    {
        _appends.Add(append);
        FactRow last = append.Facts[^1];
        Head = last.Seq;
        Ordinal = append.Ordinal;
        ActiveAt = last.At;
        HasReadModel |= append.Memberships.Length > 0 || append.Consequences.Length > 0;
        HasRows |= append.Rows.Length > 0;
        OnlyWhile = append.OnlyWhile.Length == 0 ? OnlyWhile : [.. OnlyWhile, .. append.OnlyWhile];
        foreach (FactRow fact in append.Facts)
        {
            if (fact.Ordinal > 0)
            {
                Count(fact.Author);
            }
        }
    }

    private void Count(PersonId author)
    {
        for (int i = 0; i < _own.Count; i++)
        {
            if (_own[i].Person == author)
            {
                _own[i] = _own[i] with { Count = _own[i].Count + 1 };
                return;
            }
        }

        _own.Add(new OwnMessages(author, 1));
    }
}

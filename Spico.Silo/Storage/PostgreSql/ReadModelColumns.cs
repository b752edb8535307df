using Npgsql;
using Spico.Protocol;
using Spico.Silo.Streams;

namespace Spico.Silo.Storage.PostgreSql;

/// <summary>The parameters that <see cref="CommitSql.Everything"/> has besides.</summary>
internal sealed class ReadModelColumns
{
    private readonly List<Guid> _opened, _memberStream, _memberPerson, _endedStream, _endedPerson;
    private readonly List<Guid?> _peer;
    private readonly List<short> _openedKind;
    private readonly List<byte[]> _wrappedKey, _sealedTitle;
    private readonly List<long> _since, _sinceOrdinal, _visibleAfter, _withheld, _before, _after, _dueAt;
    private readonly ConsequenceColumns _entailed, _forgotten;
    private readonly MarkColumns _marks;

    public ReadModelColumns(NpgsqlCommand command, Columns columns)
    {
        Clock = new NpgsqlParameter<long>("clock", 0L);
        command.Parameters.Add(Clock);
        _opened = columns.Ids("opened");
        _openedKind = columns.Shorts("opened_kind");
        _wrappedKey = columns.Bytes("wrapped_key");
        _sealedTitle = columns.Bytes("sealed_title");
        _memberStream = columns.Ids("member_stream");
        _memberPerson = columns.Ids("member_person");
        _since = columns.Longs("since");
        _sinceOrdinal = columns.Longs("since_ordinal");
        _visibleAfter = columns.Longs("visible_after");
        _withheld = columns.Longs("withheld");
        _peer = columns.OptionalIds("peer");
        _before = columns.Longs("posted_before");
        _after = columns.Longs("posted_after");
        _endedStream = columns.Ids("ended_stream");
        _endedPerson = columns.Ids("ended_person");
        _entailed = new ConsequenceColumns(columns, "entailed");
        _dueAt = columns.Longs("due_at");
        _forgotten = new ConsequenceColumns(columns, "forgotten");
        _marks = new MarkColumns(columns);
    }

    public NpgsqlParameter<long> Clock { get; }

    /// <summary>Adds what a claim changes, and the messages of those whose membership it does not touch.</summary>
    public void Add(StreamClaim claim, MessageColumns messages)
    {
        Guid stream = claim.Stream.Value;
        if (claim.Opening is { } opening)
        {
            _opened.Add(stream);
            _openedKind.Add((short)opening.ConversationKind);
            _wrappedKey.Add(opening.WrappedKey);
            _sealedTitle.Add(opening.SealedTitle);
        }

        Dictionary<PersonId, MembershipChange> changes = MembershipChange.Of(claim);
        foreach ((PersonId person, MembershipChange change) in changes)
        {
            Add(stream, person, change);
        }

        foreach (OwnMessages own in claim.Own)
        {
            if (!changes.ContainsKey(own.Person))
            {
                messages.AddOwn(stream, own);
            }
        }

        foreach (Append append in claim.Appends)
        {
            foreach (ConsequenceRow consequence in append.Consequences)
            {
                _entailed.Add(consequence);
                _dueAt.Add(consequence.DueAt);
            }
        }
    }

    public void Add(LogBatch batch)
    {
        Clock.TypedValue = batch.Clock;
        batch.Forgotten.ForEach(_forgotten.Add);
        batch.Marks.ForEach(_marks.Add);
    }

    private void Add(Guid stream, PersonId person, MembershipChange change)
    {
        if (!change.Row.IsMember)
        {
            _endedStream.Add(stream);
            _endedPerson.Add(person.Value);
            return;
        }

        _memberStream.Add(stream);
        _memberPerson.Add(person.Value);
        _since.Add(change.Row.Since);
        _sinceOrdinal.Add(change.Row.SinceOrdinal);
        _visibleAfter.Add(change.Row.Access.VisibleAfter);
        _withheld.Add(change.Row.Access.Withheld);
        _peer.Add(change.Row.Peer?.Value);
        _before.Add(change.PostedBefore);
        _after.Add(change.PostedAfter);
    }
}

using System.Security.Cryptography;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Tests.Log;

/// <summary>Writes a stream as a grain would: decides on what it wrote before, durable yet or not.</summary>
internal sealed class TestStream
{
    private AppendChain _chain = new();

    public TestStream(StreamId? id = null) => Id = id ?? StreamId.OpenedBy(
        StreamKind.Conversation, PersonId.New(), RequestId.New());

    public StreamId Id { get; }

    public long Head { get; private set; }

    public long Ordinal { get; private set; }

    public long At { get; set; } = 1_000;

    /// <summary>Begins again where the store is.</summary>
    public void Begin(long head, long ordinal)
    {
        _chain = new AppendChain();
        Head = head;
        Ordinal = ordinal;
    }

    public Append Open(params PersonId[] members) => Open(ConversationKind.Group, members);

    public Append Open(ConversationKind kind, params PersonId[] members)
    {
        PersonId author = members.Length > 0 ? members[0] : PersonId.New();
        return Make(
            [
                Fact(author, Protocol.V1.Fact.ConversationCreatedFieldNumber, RequestId.New(), 1 + members.Length),
                .. members.Select(_ => Fact(author, Protocol.V1.Fact.MemberAddedFieldNumber, null, 0)),
            ],
            new StreamOpening { WrappedKey = [1, 2, 3], ConversationKind = kind, SealedTitle = [4, 5] },
            members.Select((member, i) => Member(member, i + 2)));
    }

    public Append Post(
        PersonId? author = null, RequestId? request = null, DataClass dataClass = default, int bytes = 40)
    {
        Ordinal++;
        return Make([Fact(
            author ?? PersonId.New(),
            Protocol.V1.Fact.MessagePostedFieldNumber,
            request ?? RequestId.New(),
            1,
            Ordinal,
            dataClass,
            bytes)]);
    }

    public Append Add(PersonId member, StreamAccess? access = null)
    {
        MembershipRow row = Member(member, Head + 1, access);
        return Make([Fact(member, Protocol.V1.Fact.MemberAddedFieldNumber, RequestId.New(), 1)], null, [row]);
    }

    public Append Remove(PersonId member)
    {
        MembershipRow row = Member(member, 0, isMember: false);
        return Make([Fact(member, Protocol.V1.Fact.MemberRemovedFieldNumber, RequestId.New(), 1)], null, [row]);
    }

    public Append With(params MembershipRow[] rows) => Make(
        [Fact(PersonId.New(), Protocol.V1.Fact.MemberAddedFieldNumber, RequestId.New(), 1)], null, rows);

    public Append Entail(params ConsequenceRow[] consequences) => Make(
        [Fact(PersonId.New(), Protocol.V1.Fact.MemberAddedFieldNumber, RequestId.New(), 1)], null, [], consequences);

    public Append Change(params RowChange[] rows) => Make(
        [Fact(PersonId.New(), Protocol.V1.Fact.MemberAddedFieldNumber, RequestId.New(), 1)], rows: rows);

    public Append Change(StreamAt onlyWhile, params RowChange[] rows) => Make(
        [Fact(PersonId.New(), Protocol.V1.Fact.MemberAddedFieldNumber, RequestId.New(), 1)],
        rows: rows,
        onlyWhile: [onlyWhile]);

    public MarkRow Mark(PersonId person, long upTo, long ordinal, long own, long version) => new()
    {
        Stream = Id,
        Person = person,
        ReadUpTo = upTo,
        ReadOrdinal = ordinal,
        ReadOwn = own,
        Version = version,
    };

    private Append Make(
        FactRow[] facts,
        StreamOpening? opening = null,
        IEnumerable<MembershipRow>? memberships = null,
        ConsequenceRow[]? consequences = null,
        RowChange[]? rows = null,
        StreamAt[]? onlyWhile = null)
    {
        Append append = new()
        {
            Stream = Id,
            Chain = _chain,
            Expected = Head,
            Facts = [.. facts.Select((fact, i) => Number(fact, Head + 1 + i))],
            Envelopes = [],
            Ordinal = Ordinal,
            Opening = opening,
            Memberships = [.. memberships ?? []],
            Consequences = consequences ?? [],
            Rows = rows ?? [],
            OnlyWhile = onlyWhile ?? [],
        };
        Head += facts.Length;
        return append;
    }

    private static FactRow Number(FactRow fact, long seq) => new()
    {
        Stream = fact.Stream,
        Seq = seq,
        Ordinal = fact.Ordinal,
        Author = fact.Author,
        At = fact.At,
        Kind = fact.Kind,
        DataClass = fact.DataClass,
        Request = fact.Request,
        RequestHash = fact.RequestHash,
        RequestFacts = fact.RequestFacts,
        Sealed = fact.Sealed,
    };

    private FactRow Fact(
        PersonId author,
        int kind,
        RequestId? request,
        int requestFacts,
        long ordinal = 0,
        DataClass dataClass = default,
        int bytes = 40) => new()
        {
            Stream = Id,
            Seq = 0,
            Ordinal = ordinal,
            Author = author,
            At = ++At,
            Kind = kind,
            DataClass = dataClass,
            Request = request,
            RequestHash = request is null ? Guid.Empty : Guid.NewGuid(),
            RequestFacts = requestFacts,
            Sealed = RandomNumberGenerator.GetBytes(bytes),
        };

    private MembershipRow Member(
        PersonId person, long since, StreamAccess? access = null, bool isMember = true) => new()
        {
            Stream = Id,
            Person = person,
            Since = since,
            SinceOrdinal = Ordinal,
            Access = access ?? StreamAccess.All,
            IsMember = isMember,
        };
}

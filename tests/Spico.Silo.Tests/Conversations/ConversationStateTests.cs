using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Streams;

namespace Spico.Silo.Tests.Conversations;

public sealed class ConversationStateTests
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly ConversationState _round = ConversationState.Empty(default);

    public ConversationStateTests()
    {
        Apply(_alice, new Fact
        {
            ConversationCreated = new ConversationCreated { Kind = ConversationKind.Group, Title = "Round" },
        });
        Apply(_alice, Added(_alice));
    }

    [Fact]
    public void A_member_counts_their_messages_from_their_addition()
    {
        Post(_alice);
        Apply(_alice, Added(_bob));
        Post(_bob);
        Post(_bob);
        Post(_alice);

        Assert.Equal(2, _round.MembershipOf(_bob)!.Posted);
        Assert.Equal(1, _round.MembershipOf(_bob)!.SinceOrdinal);
        Assert.Equal(2, _round.MembershipOf(_alice)!.Posted);
        Assert.Equal(4, _round.Head.Ordinal);
    }

    [Fact]
    public void Who_leaves_reads_up_to_that_and_who_returns_begins_anew()
    {
        Apply(_alice, Added(_bob));
        Post(_bob);
        Apply(_bob, new Fact { MemberLeft = new MemberLeft() });
        Assert.Equal(new ReadRight(StreamAccess.All, _round.Head.Seq), _round.RightOf(_bob));
        Assert.Null(_round.MembershipOf(_bob));

        Apply(_alice, Added(_bob));
        Assert.True(_round.RightOf(_bob)!.Value.IsCurrent);
        Assert.Equal(0, _round.MembershipOf(_bob)!.Posted);
    }

    [Fact]
    public void Only_the_departed_beyond_the_limit_are_forgotten()
    {
        PersonId[] guests = [.. Enumerable.Range(0, ConversationState.DepartedMax + 1).Select(_ => PersonId.New())];
        foreach (PersonId guest in guests)
        {
            Apply(_alice, Added(guest));
            Apply(guest, new Fact { MemberLeft = new MemberLeft() });
        }

        Assert.Null(_round.RightOf(guests[0]));
        Assert.All(guests.Skip(1), guest => Assert.NotNull(_round.RightOf(guest)));
    }

    [Fact]
    public void Only_recent_messages_are_counted_without_the_store()
    {
        for (int i = 0; i < 400; i++)
        {
            Post(i % 4 == 0 ? _alice : _bob);
        }

        long head = _round.Head.Seq;
        Assert.True(_round.TryCountAfter(head - 100, _alice, out long messages, out long own));
        Assert.Equal((100, 25), (messages, own));
        Assert.False(_round.TryCountAfter(head - 300, _alice, out _, out _));
    }

    [Fact]
    public void A_snapshot_keeps_everything_that_later_decisions_need()
    {
        Apply(_alice, Added(_bob, visibleAfter: 3, DataClass.Medical, DataClass.Restricted));
        Post(_bob);
        PersonId carol = PersonId.New();
        Apply(_bob, Added(carol));
        Apply(_alice, new Fact { MemberRemoved = new MemberRemoved { Person = carol.ToByteString() } });

        ConversationState restored = ConversationState.Restore(default, _round.ToSnapshot())!;
        Assert.Equal(_round.Head, restored.Head);
        Assert.Equal(_round.ListMembers(), restored.ListMembers());
        Assert.Equal((_round.Kind, _round.Title, _round.Creator), (restored.Kind, restored.Title, restored.Creator));
        Assert.Equal(_round.RightOf(carol), restored.RightOf(carol));
        Assert.Equal(1, restored.MembershipOf(_bob)!.Posted);
        Assert.Equal(_round.ToSnapshot(), restored.ToSnapshot());
        Assert.Null(ConversationState.Restore(default, [99, 1, 2]));
    }

    private static Fact Added(PersonId person, ulong visibleAfter = 0, params DataClass[] withheld) => new()
    {
        MemberAdded = new MemberAdded
        {
            Person = person.ToByteString(),
            VisibleAfter = visibleAfter,
            Withheld = { withheld },
        },
    };

    private void Post(PersonId author) =>
        Apply(author, new Fact { MessagePosted = new MessagePosted { Text = "hello" } });

    private void Apply(PersonId author, Fact body)
    {
        StreamHead head = _round.Head;
        bool isMessage = body.BodyCase == Fact.BodyOneofCase.MessagePosted;
        head = new StreamHead(head.Seq + 1, head.Ordinal + (isMessage ? 1 : 0), head.At + 1);
        _round.Apply(new StreamFact(head, author, DataClass.Unspecified, body.BodyCase, body));
    }
}

using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;
using Spico.Testing;

namespace Spico.Silo.Tests.Conversations;

public sealed class SubscriptionTests(Cluster clinic) : IClassFixture<Cluster>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();

    [Fact]
    public async Task Everything_after_the_head_is_delivered_in_order()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        await clinic.PostAsync(_alice, round, "before");
        var gateway = new TestGateway();
        Subscription subscription = await clinic.Conversation(round)
            .Subscribe(Cluster.As(_bob), clinic.Observe(gateway));
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => clinic.PostAsync(_alice, round, $"text {i}")));

        await Eventually.IsTrue("two hundred arrive", () => gateway.Facts.Count() >= 200);
        long[] after = [.. gateway.Facts.Select(fact => fact.Seq).Where(seq => seq > subscription.Head.Seq)];
        Assert.Equal(Enumerable.Range(1, 200).Select(i => subscription.Head.Seq + i), after);
        GC.KeepAlive(gateway);
    }

    [Fact]
    public async Task The_view_tells_what_a_member_sees()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        await clinic.PostAsync(_alice, round, "one");
        await clinic.PostAsync(_bob, round, "two");
        Subscription subscription = await clinic.Conversation(round)
            .Subscribe(Cluster.As(_bob), clinic.Observe(new TestGateway()));

        ConversationView view = subscription.View!.Conversation;
        Assert.Equal("Round", view.Title);
        Assert.Equal(ConversationKind.Group, view.Kind);
        Assert.Equal(2ul, view.Messages);
        Assert.Equal(1ul, view.Unread);
        Assert.Equal(3ul, view.ReadUpTo);
        Assert.Equal([_alice.ToByteString(), _bob.ToByteString()], view.Members.Select(member => member.Person));
        Assert.Equal((ulong)subscription.Head.Seq, subscription.View.Head.Seq);
    }

    [Fact]
    public async Task A_removal_carries_the_right_it_takes()
    {
        StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
        var gateway = new TestGateway();
        await clinic.Conversation(round).Subscribe(Cluster.As(_bob), clinic.Observe(gateway));
        await clinic.RemoveAsync(_alice, round, _bob);

        await Eventually.IsTrue("the removal arrives", () => gateway.Facts.Any());
        Assert.Equal(new AccessChange(_bob, null), gateway.Facts.First().Access);
        GC.KeepAlive(gateway);
    }
}

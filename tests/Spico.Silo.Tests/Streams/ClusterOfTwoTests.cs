using Microsoft.Extensions.DependencyInjection;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;
using Spico.Testing;

namespace Spico.Silo.Tests.Streams;

public sealed class ClusterOfTwoTests(ClusterOfTwo clinic) : IClassFixture<ClusterOfTwo>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();

    [Fact]
    public async Task Everything_that_grains_say_crosses_between_silos()
    {
        // Many conversations lie on both silos, and each is asked from both.
        for (int i = 0; i < 10; i++)
        {
            StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob, true, DataClass.Medical));
            await clinic.PostAsync(_alice, round, "hello");
            foreach (IServiceProvider silo in clinic.Silos)
            {
                await AskAsync(silo.GetRequiredService<IGrainFactory>(), round);
            }
        }
    }

    [Fact]
    public async Task A_mark_is_told_where_the_inbox_is_open_whichever_silo_that_is()
    {
        var gateway = new TestGateway();
        IGatewayObserver observer = clinic.Observe(gateway);
        Assert.Null((await clinic.Inbox(_bob).Subscribe(Cluster.As(_bob), observer)).Refusal);
        for (int i = 1; i <= 6; i++)
        {
            StreamId round = await clinic.GroupAsync(_alice, Cluster.Reader(_bob));
            ulong upTo = (await clinic.PostAsync(_alice, round, "hello")).Position.Seq;
            Assert.Equal(0ul, (await clinic.MarkAsync(_bob, round, upTo)).MarkRead.Unread);
        }

        await Eventually.IsTrue("six marks are told", () => gateway.Notices.Count() == 6);
        await Eventually.IsTrue("six conversations are told", () => gateway.Facts.Count() == 6);
        Push push = Frame.Parser.ParseFrom(gateway.Notices.First().Frame).Push;
        Assert.Equal(0ul, push.MarkChanged.Unread);
        GC.KeepAlive(gateway);
    }

    private async Task AskAsync(IGrainFactory grains, StreamId round)
    {
        var conversation = grains.GetGrain<Silo.Conversations.IConversationGrain>(StreamKey.Of(round));
        Assert.Null((await conversation.Post(Cluster.As(_bob), Cluster.Message(round, "hi"))).Error);
        HistoryPage page = await conversation.Read(Cluster.As(_bob), new HistoryQuery(0, false, 100));
        Assert.Null(page.Refusal);
        Assert.Contains(page.Facts, fact => fact.Access?.Person == _bob);
        Subscription subscription = await conversation.Subscribe(Cluster.As(_bob), clinic.Observe(new TestGateway()));
        Assert.Equal(_bob.ToByteString(), subscription.View!.Conversation.Members[1].Person);
        Assert.Equal([DataClass.Social, DataClass.Restricted], subscription.View.DataClasses);
        StreamHeads heads = await grains.GetGrain<IStreamHeadsGrain>(0).Read([round, StreamId.InboxOf(_alice)]);
        Assert.Equal(subscription.Head.Seq, heads.Seqs[0]);
        Assert.Equal(subscription.Head.Epoch, heads.Epoch);
    }
}

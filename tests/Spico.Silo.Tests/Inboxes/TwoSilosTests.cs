using Spico.Protocol;
using Spico.Silo.Inboxes;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;
using Spico.Testing;

namespace Spico.Silo.Tests.Inboxes;

// Goal: an open inbox is told of every conversation, on whichever silo it lives. Method: two silos, so many
// conversations that each has some, and one gateway that watches.
public sealed class TwoSilosTests(TwoSilosTests.Pair pair) : IClassFixture<TwoSilosTests.Pair>
{
    private const int Conversations = 24;

    [Fact]
    public async Task Whatever_silo_a_conversation_lives_on_open_inboxes_hear_that_it_moved()
    {
        PersonId alice = PersonId.New();
        PersonId bob = PersonId.New();
        List<StreamId> rounds = [];
        for (int i = 0; i < Conversations; i++)
        {
            rounds.Add(await pair.GroupAsync(alice, Cluster.Reader(bob)));
        }

        var gateway = new TestGateway();
        IGatewayObserver observer = pair.Observe(gateway);
        Guid term = await pair.Grains.GetGrain<IInboxWatchGrain>(0).Watch(observer);
        await Task.WhenAll(rounds.Select(round => pair.PostAsync(alice, round, "bonjour")));

        await Eventually.IsTrue(
            "every conversation is told",
            () => rounds.All(round => gateway.Moves.Any(move =>
                move.Conversation == round && move.Members.ToHashSet().SetEquals([alice, bob]))));
        Assert.Equal(term, await pair.Grains.GetGrain<IInboxWatchGrain>(0).Watch(observer));
        Assert.Equal(2, (await pair.SilosOfAsync(rounds)).Count);
    }

    public sealed class Pair : Cluster
    {
        public Pair()
            : base(2)
        {
        }

        /// <summary>The silos that conversations live on.</summary>
        internal async Task<HashSet<SiloAddress>> SilosOfAsync(IEnumerable<StreamId> conversations)
        {
            var management = Grains.GetGrain<IManagementGrain>(0);
            HashSet<SiloAddress> silos = [];
            foreach (StreamId conversation in conversations)
            {
                silos.Add((await management.GetActivationAddress(Conversation(conversation)))!);
            }

            return silos;
        }

        private protected override void Configure(StreamOptions options) =>
            options.InboxPushInterval = TimeSpan.FromMilliseconds(20);
    }
}

using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Inboxes;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Dossiers.Dashboards;
using Spico.Silo.Tests.Streams;
using Spico.Silo.Tests.Traces;
using Spico.Testing;

namespace Spico.Silo.Tests.Inboxes;

// Goal: an open inbox is told of every conversation, on whichever silo it lives. Method: two silos, so many
// conversations that each has some, and one gateway that watches.
public sealed class TwoSilosTests(TwoSilosTests.Pair pair) : IClassFixture<TwoSilosTests.Pair>
{
    private const int Conversations = 24;
    private const int DossiersMax = 48;

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
        Assert.Equal(2, (await pair.SilosOfAsync(rounds.Select(pair.Conversation))).Count);
    }

    [Fact]
    public async Task Whatever_silo_a_dossier_lives_on_open_inboxes_hear_what_lists_would_show()
    {
        PersonId alice = PersonId.New();
        var archive = new Archive(pair);
        List<StreamId> dossiers = [];
        // Where a grain lives is left to chance: as many as it takes for both silos to have one.
        do
        {
            dossiers.Add(await archive.OpenAsync(alice));
        }
        while (dossiers.Count < DossiersMax && (await pair.SilosOfAsync(dossiers.Select(archive.Grain))).Count < 2);

        var gateway = new TestGateway();
        await pair.Grains.GetGrain<IInboxWatchGrain>(0).Watch(pair.Observe(gateway));
        Reply[] done = await Task.WhenAll(dossiers.SelectMany(
            dossier => new IMessage[] { DashboardClinic.Task(dossier, "bilan", 0), DashboardClinic.Stay(dossier) },
            (dossier, request) => archive.AskAsync(alice, dossier, request)));

        Assert.All(done, reply => Assert.Null(reply.Error));
        await Eventually.IsTrue("each dossier's card and stay is announced", () =>
        {
            Push[] told =
            [
                .. gateway.Announcements.Where(one => one.Persons.SequenceEqual([alice]))
                    .Select(one => Frame.Parser.ParseFrom(one.Frame).Push),
            ];
            return dossiers.Select(dossier => dossier.ToByteString()).All(id =>
                told.Any(push => push.BoardChanged?.Dossier == id)
                && told.Any(push => push.DashboardChanged is { } changed && changed.Dossier == id
                    && changed.Sections.Contains(DashboardSection.Stays)));
        });
        Assert.Equal(2, (await pair.SilosOfAsync(dossiers.Select(archive.Grain))).Count);
        GC.KeepAlive(gateway);
    }

    public sealed class Pair : Cluster
    {
        public Pair()
            : base(2)
        {
        }

        /// <summary>The silos that grains live on.</summary>
        internal async Task<HashSet<SiloAddress>> SilosOfAsync(IEnumerable<IAddressable> lived)
        {
            var management = Grains.GetGrain<IManagementGrain>(0);
            HashSet<SiloAddress> silos = [];
            foreach (IAddressable grain in lived)
            {
                silos.Add((await management.GetActivationAddress(grain))!);
            }

            return silos;
        }

        private protected override void Configure(StreamOptions options) =>
            options.InboxPushInterval = TimeSpan.FromMilliseconds(20);
    }
}

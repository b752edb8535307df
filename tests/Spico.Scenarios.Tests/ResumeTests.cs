using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests;

public sealed class ResumeTests
{
    [Theory, EveryWay]
    public async Task Who_comes_back_goes_on_where_they_stopped(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId talk = await alice.StartsDirect(bob);
        Reading before = await bob.Opens(talk);
        await alice.Sends(talk, "un");
        await before.Receives("un");
        StreamPosition position = before.Position;
        await before.DisposeAsync();

        await alice.Sends(talk, "deux");
        await alice.Sends(talk, "trois");
        Reading after = await bob.Opens(talk, position);
        await after.Receives("deux", "trois");
        await alice.Sends(talk, "quatre");
        await after.Receives("deux", "trois", "quatre");
        Assert.Equal(position.Seq + 1, (long)after.Facts[0].Seq);
        Assert.Equal(0, after.Resyncs);
        await clinic.Judge();
    }

    [Theory, EveryWay]
    public async Task A_position_beyond_the_head_is_told_to_resync(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId talk = await alice.StartsDirect(bob);
        Reading beyond = await bob.Opens(talk, new StreamPosition(bob.Epoch, 1000));
        Reading foreign = await alice.Opens(talk, new StreamPosition(alice.Epoch + 1, 1));

        Assert.True(beyond.Opening.Resync);
        Assert.True(foreign.Opening.Resync);
        Assert.Equal(ConversationKind.Direct, beyond.Opening.Conversation.Kind);
        await alice.Sends(talk, "la suite");
        await beyond.Receives("la suite");
        await foreign.Receives("la suite");
        Assert.Equal(["la suite"], beyond.Texts);
    }

    /// <summary>
    /// The application reads slower than the server tells: the SDK lets facts go, closes the stream and opens it again,
    /// with facts of the earlier opening still on their way.
    /// </summary>
    [Theory]
    [InlineData(Way.WebSocket)]
    [InlineData(Way.TcpJson)]
    [InlineData(Way.Grpc)]
    public async Task Who_reads_slower_than_the_server_tells_misses_nothing(Way way)
    {
        await using Clinic clinic = await Node.Clinic(way, Store.Sqlite);
        Colleague alice = await clinic.Admit("alice");
        clinic.FactsBufferedMax = 16;
        Colleague bob = await clinic.Admit("bob");
        StreamId talk = await alice.StartsDirect(bob);
        string[] texts = [.. Enumerable.Range(1, 200).Select(number => $"message {number}")];
        await Parallel.ForEachAsync(
            texts, new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (text, _) => await alice.Sends(talk, text));

        for (int round = 0; round < 3; round++)
        {
            Reading reading = await bob.Opens(talk, new StreamPosition(bob.Epoch, 0));
            await reading.Reaches((long)reading.Opening.Head.Seq);
            Assert.Equal(texts.Order(), reading.Texts.Order());
            await reading.DisposeAsync();
        }

        await clinic.Judge();
    }

    [Theory]
    [InlineData(Way.WebSocket, Store.Sqlite)]
    [InlineData(Way.TcpJson, Store.Sqlite)]
    [InlineData(Way.Grpc, Store.Sqlite)]
    [InlineData(Way.Tcp, Store.PostgreSql)]
    [InlineData(Way.WebSocketJson, Store.PostgreSql)]
    [InlineData(Way.Grpc, Store.PostgreSql)]
    public async Task After_a_kill_and_a_restart_everything_is_there_once(Way way, Store store)
    {
        await using SpicoNode node = await Node.StartAsync(store);
        await using var clinic = new Clinic(node, way);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId talk = await alice.StartsDirect(bob);
        Reading bobs = await bob.Opens(talk);
        await alice.Sends(talk, "avant");
        await bobs.Receives("avant");

        await node.KillAsync();
        Task sending = alice.Sends(talk, "pendant");
        await node.RestartAsync();
        await sending;
        await alice.Sends(talk, "après");

        await bobs.Receives("avant", "pendant", "après");
        Assert.Equal(0, bobs.Resyncs);
        await clinic.Judge();
    }

    [Theory]
    [InlineData(Way.WebSocket, Store.Sqlite)]
    [InlineData(Way.TcpJson, Store.Sqlite)]
    [InlineData(Way.Grpc, Store.PostgreSql)]
    public async Task After_a_restore_old_positions_are_told_to_resync(Way way, Store store)
    {
        await using SpicoNode node = await Node.StartAsync(store);
        using TestFolder backups = TestFolder.Create("backup");
        string backup = backups.File("first");
        await using var clinic = new Clinic(node, way);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId talk = await alice.StartsDirect(bob);
        Reading bobs = await bob.Opens(talk);
        await alice.Sends(talk, "sauvegardé");
        await bobs.Receives("sauvegardé");

        await node.RunVerbAsync("backup", backup);
        await alice.Client.PostAsync(talk, "perdu");
        await bobs.Receives("sauvegardé", "perdu");
        await node.StopAsync();
        await node.RunVerbAsync("restore", backup, "--force");
        await node.RestartAsync();
        await Eventually.Becomes("bob is told to resync", () => bobs.Resyncs, times => times == 1, "once");
        await alice.Client.PostAsync(talk, "nouveau");

        await bobs.Receives("sauvegardé", "perdu", "nouveau");
        Assert.Equal(1, bobs.Resyncs);
        Assert.True(bobs.Position.Epoch > 1);
        Assert.Equal(["sauvegardé", "nouveau"], (await bob.PagesForwards(talk, 50))
            .Where(fact => fact.BodyCase == Fact.BodyOneofCase.MessagePosted)
            .Select(fact => fact.MessagePosted.Text));
    }
}

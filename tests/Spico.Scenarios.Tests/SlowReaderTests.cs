using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Scenarios.Tests.BadInput;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests;

/// <summary>
/// Somebody stops reading. Goal: it costs the server an outbox, them their connection, and others nothing. Method: a
/// raw client opens a conversation and reads no more; the others write until the server has had enough of it; the
/// client comes back with its last position.
/// </summary>
public sealed class SlowReaderTests
{
    [Fact]
    public async Task A_reader_who_stops_is_sent_away_with_a_reason_and_resumes_without_loss()
    {
        await using SpicoNode node = await Node.StartAsync(
            Store.Sqlite, new Dictionary<string, string> { ["Spico:Limits:Profile"] = "load" });
        await using var clinic = new Clinic(node, Way.WebSocket);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId talk = await alice.StartsDirect(bob);
        Reading alices = await alice.Opens(talk);
        using RawTcp slow = await RawTcp.SignInAsync(
            node, node.Tokens.For(bob.Person, "bob"), receiveBufferBytes: 4096);
        await slow.SendAsync(1, new Command
        {
            OpenStream = new OpenStreamRequest
            {
                Stream = talk.ToByteString(),
                After = new Position { Epoch = bob.Epoch, Seq = 0 },
            },
        });
        await slow.ReadReplyAsync(1);

        // More than socket buffers (4 MiB at most) and outbox (1 MiB) hold together, and soon enough: somebody who does
        // not read the reason either is cut off after a while.
        string text = new('x', 16_000);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 500), new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (_, _) => await alice.Sends(talk, text));

        Assert.True(alices.Position.Seq > 0);
        ulong last = 0;
        Goodbye? goodbye = null;
        while (await slow.ReadFrameAsync() is { } frame)
        {
            goodbye = frame.Goodbye;
            if (frame.Push?.Fact is { } fact)
            {
                Assert.Equal(last + 1, fact.Seq);
                last = fact.Seq;
            }
        }

        Assert.Equal(CloseCode.SlowConsumer, goodbye?.Code);
        Reading resumed = await bob.Opens(talk, new StreamPosition(bob.Epoch, (long)last));
        await resumed.Reaches((long)resumed.Opening.Head.Seq);
        Assert.Equal(last + 1, resumed.Facts[0].Seq);
        await clinic.Judge();
    }
}

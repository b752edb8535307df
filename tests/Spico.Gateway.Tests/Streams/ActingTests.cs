using Spico.Gateway.Sessions;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Gateway.Tests.Streams;

/// <summary>Streams that are open to who acts for somebody.</summary>
public sealed class ActingTests
{
    private readonly GatewayKit _kit = new();

    [Fact]
    public async Task Who_acts_is_given_no_more_of_a_stream_than_it_answers_once_it_may_bar_them()
    {
        var (alice, bob, carol) = (PersonId.New(), PersonId.New(), PersonId.New());
        await using Session own = _kit.Open(alice);
        await using Session bobs = _kit.Open(alice, actedBy: bob);
        await using Session carols = _kit.Open(alice, actedBy: carol);
        foreach (Session session in new[] { own, bobs, carols })
        {
            await session.SendAsync(_kit.OpenCommand(), default);
        }

        _kit.Deliver(_kit.Log.Append());
        _kit.Log.Barred = bob;
        _kit.Deliver(_kit.Log.Append(pulledBy: PulledBy.WhoActs), _kit.Log.Append());
        Assert.Equal([1, 2, 3], (await GatewayKit.ReadAsync(own, 3)).Select(push => push.Fact.Seq));
        Assert.Equal([1, 2, 3], (await GatewayKit.ReadAsync(carols, 3)).Select(push => push.Fact.Seq));
        List<Push> told = await GatewayKit.ReadAsync(bobs, 2);
        Assert.Equal(1ul, told[0].Fact.Seq);
        Assert.Equal(StreamEndReason.AccessEnded, told[1].StreamEnded.Reason);
        Assert.False(bobs.Pushes.TryRead(out _));
    }
}

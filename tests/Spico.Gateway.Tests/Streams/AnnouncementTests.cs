using Google.Protobuf;
using Spico.Gateway.Sessions;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Gateway.Tests.Streams;

public sealed class AnnouncementTests
{
    private readonly GatewayKit _kit = new();

    [Fact]
    public async Task What_is_announced_reaches_open_inboxes_and_of_who_acts_only_those_it_names()
    {
        PersonId alice = PersonId.New();
        PersonId bob = PersonId.New();
        var inbox = StreamId.InboxOf(alice);
        var open = new Command { OpenStream = new OpenStreamRequest { Stream = inbox.ToByteString() } };
        await using Session hers = _kit.Open(alice);
        await using Session bobs = _kit.Open(alice, actedBy: bob);
        await using Session closed = _kit.Open(alice);
        Assert.Null((await hers.SendAsync(open, default)).Error);
        Assert.Null((await bobs.SendAsync(open, default)).Error);
        Announce(1, new ActingFor(bob, bob), new ActingFor(alice, alice));
        Announce(2, new ActingFor(alice, bob));
        Assert.Equal([1, 2], (await GatewayKit.ReadAsync(hers, 2)).Select(push => push.DashboardChanged.Seq));
        Assert.Equal(2ul, Assert.Single(await GatewayKit.ReadAsync(bobs, 1)).DashboardChanged.Seq);
        Assert.False(closed.Pushes.TryRead(out _));

        void Announce(ulong seq, params ActingFor[] acting)
        {
            var frame = new Frame { Push = new Push { DashboardChanged = new DashboardChanged { Seq = seq } } };
            _kit.Hub.Deliver(new Delivery(
                [], [], hasGap: false, new Announcement([PersonId.New(), alice], acting, frame.ToByteArray())));
        }
    }
}

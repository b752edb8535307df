using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Spico.Gateway.Presence;
using Spico.Protocol;
using Spico.Testing;
using static Spico.Gateway.Tests.Presence.Listener.Words;

namespace Spico.Gateway.Tests.Presence;

public sealed class PresenceBusTests : IAsyncLifetime
{
    private readonly StreamId _stream = StreamId.OpenedBy(StreamKind.Conversation, PersonId.New(), RequestId.New());
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly PersonId _carol = PersonId.New();
    private readonly FakeTimeProvider _time = new();
    private readonly PresenceOptions _options = new() { PeopleShownMax = 3, TypingListenersMax = 3 };
    private readonly LoopRelay.Wire _wire = new();
    private readonly List<PresenceBus> _buses = [];

    [Fact]
    public async Task A_newcomer_hears_who_is_present_and_the_others_hear_of_the_newcomer()
    {
        PresenceBus bus = await StartAsync();
        var alice = new Listener(_alice);
        var bob = new Listener(_bob);
        bus.Enter(_stream, alice);
        bus.Enter(_stream, bob);
        bus.Leave(_stream, alice);

        await alice.HasHeardAsync(Comes(_bob));
        await bob.HasHeardAsync(Comes(_alice), Goes(_alice));
    }

    [Fact]
    public async Task Several_sessions_of_a_person_count_once()
    {
        PresenceBus bus = await StartAsync();
        var phone = new Listener(_alice);
        var desk = new Listener(_alice);
        var bob = new Listener(_bob);
        bus.Enter(_stream, bob);
        bus.Enter(_stream, phone);
        bus.Enter(_stream, desk);
        bus.Leave(_stream, phone);
        bus.Typing(_stream, desk);
        bus.Leave(_stream, desk);

        await bob.HasHeardAsync(Comes(_alice), Types(_alice), Goes(_alice));
        await phone.HasHeardAsync(Comes(_bob));
        await desk.HasHeardAsync(Comes(_bob));
    }

    [Fact]
    public async Task Typing_is_told_to_the_others_once_in_its_interval()
    {
        PresenceBus bus = await StartAsync();
        var alice = new Listener(_alice);
        var bob = new Listener(_bob);
        bus.Enter(_stream, alice);
        bus.Enter(_stream, bob);
        bus.Typing(_stream, bob);
        bus.Typing(_stream, bob);
        bus.Typing(_stream, alice);
        await bob.HasHeardAsync(Comes(_alice), Types(_alice));
        _time.Advance(_options.TypingInterval);
        bus.Typing(_stream, bob);

        await alice.HasHeardAsync(Comes(_bob), Types(_bob), Types(_bob));
    }

    [Fact]
    public async Task A_crowd_is_neither_shown_whole_nor_told_of_typing()
    {
        PresenceBus bus = await StartAsync();
        var first = new Listener(_alice);
        bus.Enter(_stream, first);
        PersonId[] crowd = [.. Enumerable.Range(0, 10).Select(_ => PersonId.New())];
        Listener[] listeners = [.. crowd.Select(person => new Listener(person))];
        foreach (Listener listener in listeners)
        {
            bus.Enter(_stream, listener);
        }

        bus.Typing(_stream, listeners[0]);
        bus.Leave(_stream, listeners[9]);
        bus.Leave(_stream, listeners[0]);

        await first.HasHeardAsync(Comes(crowd[0]), Comes(crowd[1]), Goes(crowd[0]));
        await listeners[5].HasHeardAsync(Comes(_alice), Comes(crowd[0]), Comes(crowd[1]), Goes(crowd[0]));
    }

    [Fact]
    public async Task Leaving_what_was_not_entered_and_the_inbox_are_silent()
    {
        PresenceBus bus = await StartAsync();
        var alice = new Listener(_alice);
        var desk = new Listener(_alice);
        var bob = new Listener(_bob);
        bus.Enter(StreamId.InboxOf(_alice), alice);
        bus.Enter(StreamId.InboxOf(_alice), bob);
        bus.Leave(_stream, alice);
        bus.Typing(_stream, alice);
        bus.Enter(_stream, desk);
        bus.Enter(_stream, bob);

        await desk.HasHeardAsync(Comes(_bob));
        await bob.HasHeardAsync(Comes(_alice));
        await alice.HasHeardAsync();
    }

    [Fact]
    public async Task People_of_another_gateway_are_present_and_count_once_with_those_here()
    {
        PresenceBus here = await StartAsync();
        PresenceBus there = await StartAsync();
        var alice = new Listener(_alice);
        var bobThere = new Listener(_bob);
        var bobHere = new Listener(_bob);
        here.Enter(_stream, alice);
        there.Enter(_stream, bobThere);
        await alice.HasHeardAsync(Comes(_bob));
        await bobThere.HasHeardAsync(Comes(_alice));

        here.Enter(_stream, bobHere);
        there.Typing(_stream, bobThere);
        await alice.HasHeardAsync(Comes(_bob), Types(_bob));
        there.Leave(_stream, bobThere);
        here.Leave(_stream, bobHere);

        await alice.HasHeardAsync(Comes(_bob), Types(_bob), Goes(_bob));
    }

    [Fact]
    public async Task People_of_a_gateway_that_stops_or_falls_silent_are_gone_and_come_back_with_it()
    {
        PresenceBus here = await StartAsync();
        PresenceBus silent = await StartAsync();
        PresenceBus stopping = await StartAsync();
        var alice = new Listener(_alice);
        here.Enter(_stream, alice);
        stopping.Enter(_stream, new Listener(_bob));
        await alice.HasHeardAsync(Comes(_bob));
        await stopping.StopAsync(CancellationToken.None);
        await alice.HasHeardAsync(Comes(_bob), Goes(_bob));

        silent.Enter(_stream, new Listener(_carol));
        await alice.HasHeardAsync(Comes(_bob), Goes(_bob), Comes(_carol));
        _wire.Cut(1);
        _time.Advance(_options.SilenceMax);
        await alice.HasHeardAsync(Comes(_bob), Goes(_bob), Comes(_carol), Goes(_carol));

        _wire.Mend(1);
        await alice.HasHeardAsync(Comes(_bob), Goes(_bob), Comes(_carol), Goes(_carol), Comes(_carol));
    }

    [Fact]
    public async Task A_hello_that_was_lost_is_said_again_until_it_is_heard()
    {
        PresenceBus here = await StartAsync();
        PresenceBus there = await StartAsync();
        _wire.Cut(1);
        var alice = new Listener(_alice);
        var bob = new Listener(_bob);
        here.Enter(_stream, alice);
        there.Enter(_stream, bob);

        _wire.MendAfterHello(1);
        await Eventually.IsTrue("the first hello is lost", () => _wire.IsWhole(1));
        _time.Advance(PresenceBus.HelloInterval);

        await alice.HasHeardAsync(Comes(_bob));
        await bob.HasHeardAsync(Comes(_alice));
    }

    [Fact]
    public void A_message_between_gateways_survives_its_encoding_and_anything_else_is_refused()
    {
        var message = new PresenceMessage(PresenceMessageKind.State, Guid.NewGuid(), _stream.Value, [_alice, _bob]);
        byte[] bytes = message.Encode();

        Assert.True(PresenceMessage.TryDecode(bytes, out PresenceMessage? read));
        Assert.Equal(message with { People = read.People }, read);
        Assert.Equal(message.People, read.People);
        Assert.False(PresenceMessage.TryDecode([], out _));
        Assert.False(PresenceMessage.TryDecode(bytes.AsSpan(1), out _));
        bytes[0] = 99;
        Assert.False(PresenceMessage.TryDecode(bytes, out _));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (PresenceBus bus in _buses)
        {
            await bus.StopAsync(CancellationToken.None);
            bus.Dispose();
        }
    }

    private async Task<PresenceBus> StartAsync()
    {
        LoopRelay relay = _wire.Join();
        var bus = new PresenceBus(Options.Create(_options), _time, NullLogger<PresenceBus>.Instance, relay);
        _buses.Add(bus);
        await bus.StartAsync(CancellationToken.None);
        await relay.IsListening;
        return bus;
    }
}

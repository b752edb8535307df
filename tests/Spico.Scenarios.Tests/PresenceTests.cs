using System.Collections.Concurrent;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests;

public sealed class PresenceTests
{
    [Theory, EveryWay]
    public async Task The_others_see_who_is_typing(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId talk = await alice.StartsDirect(bob);
        await alice.Opens(talk);
        Reading bobs = await bob.Opens(talk);
        var typing = new ConcurrentQueue<Typing>();
        bobs.Stream.Typing += typing.Enqueue;

        await alice.Client.SendTypingAsync(talk);

        await Eventually.Becomes(
            "bob sees alice typing",
            () => typing.ToArray(),
            seen => seen.Any(one => one.Person == alice.Person.ToByteString()),
            "alice");
        await clinic.Judge();
    }

    [Theory, EveryWay]
    public async Task Who_comes_and_who_goes_is_seen(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId talk = await alice.StartsDirect(bob);
        Reading bobs = await bob.Opens(talk);
        var seen = new ConcurrentQueue<Presence>();
        bobs.Stream.Presence += seen.Enqueue;

        await alice.Opens(talk);
        await Sees(seen, alice, isPresent: true);
        await alice.DisposeAsync();
        await Sees(seen, alice, isPresent: false);
    }

    private static Task Sees(ConcurrentQueue<Presence> seen, Colleague whom, bool isPresent) => Eventually.Becomes(
        $"bob sees {whom.Name}",
        () => seen.LastOrDefault(one => one.Person == whom.Person.ToByteString()),
        last => last?.Present == isPresent,
        isPresent ? "present" : "gone");
}

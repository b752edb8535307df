using System.Collections.Concurrent;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests;

public sealed class ReceiptTests
{
    [Theory, EveryWay]
    public async Task Members_see_how_far_the_others_have_received_and_read(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId talk = await alice.StartsDirect(bob);
        ulong before = (await alice.Sends(talk, "vu ?")).Position.Seq;
        await bob.HasRead(talk, before);
        var told = new ConcurrentQueue<MemberReceipt>();
        alice.Client.ReceiptsMoved += moved =>
        {
            foreach (MemberReceipt place in moved.Members.Where(each => each.Person == bob.Person.ToByteString()))
            {
                told.Enqueue(place);
            }
        };
        Assert.Null((await alice.Opens(talk)).Opening.Conversation.Receipts);
        SetReceiptsResponse set = await bob.Client.SetReceiptsAsync(talk, ReceiptPolicy.Members);

        ulong seq = (await alice.Sends(talk, "et maintenant ?")).Position.Seq;
        MarkDeliveredResponse received = await bob.Client.MarkDeliveredAsync(talk, (long)seq);
        Assert.Equal(seq, received.DeliveredUpTo);
        await bob.HasRead(talk, seq);
        await Eventually.Becomes(
            "alice sees that it is read",
            () => Task.FromResult(told.LastOrDefault()),
            place => place is not null && (place.DeliveredUpTo, place.ReadUpTo) == (seq, seq),
            "both positions");

        // A device says by itself what it has received, and nothing of what is read.
        Reading bobs = await bob.Opens(talk);
        ulong last = (await alice.Sends(talk, "et ceci ?")).Position.Seq;
        await bobs.Reaches((long)last);
        await Eventually.Becomes(
            "alice sees that it is received",
            () => Task.FromResult(told.LastOrDefault()),
            place => place?.DeliveredUpTo == last,
            $"received up to {last}");
        Assert.Equal(seq, told.Last().ReadUpTo);

        Colleague elsewhere = await clinic.Admit(alice);
        Receipts seen = (await elsewhere.Opens(talk)).Opening.Conversation.Receipts;
        Assert.Equal((ReceiptPolicy.Members, set.Position.Seq), (seen.Policy, seen.Since));
        Assert.Equal((bob.Person.ToByteString(), seq), (seen.Members[0].Person, seen.Members[0].ReadUpTo));
        await Refusal.Of(ErrorCode.InvalidArgument, () => bob.Client.MarkDeliveredAsync(talk, (long)last + 1));
        Colleague stranger = await clinic.Admit("chloé");
        await Refusal.Of(() => stranger.Client.MarkDeliveredAsync(talk, 1));
        await Refusal.Of(() => stranger.Client.SetReceiptsAsync(talk, ReceiptPolicy.Creator));
    }
}

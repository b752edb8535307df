using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests;

public sealed class CareRequestTests
{
    [Theory, EveryWay]
    public async Task A_request_is_taken_by_one_answered_and_closed_and_the_lists_follow(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        (Colleague alice, Colleague bob, Colleague chloe, StreamId group) = await GroupOfThree(clinic);
        Reading bobs = await bob.Opens(group);
        PostMessageResponse posted = await alice.Client.PostRequestAsync(
            group, "Qui passe demain matin ?", [bob.Person, chloe.Person]);
        ulong request = posted.Request;
        await bobs.Reaches((long)request);
        Assert.True(bobs.Facts[^2].MessagePosted.Request);
        Assert.Equal(posted.Position.Seq, bobs.Facts[^1].CareRequestMade.Message);
        Assert.Equal(1u, (await chloe.SeesInInbox(group))!.RequestsWaiting);
        await IsNotified(chloe, request, NotificationKind.Request);

        TakeCareRequestResponse taken = await bob.Client.TakeCareRequestAsync(group, request);
        Error late = await Refusal.Of(ErrorCode.Taken, () => chloe.Client.TakeCareRequestAsync(group, request));
        Assert.Equal(bob.Person.ToByteString(), late.Person);
        await IsNotified(alice, taken.Position.Seq, NotificationKind.RequestChanged);
        Assert.Empty(await WaitingFor(chloe));
        CareRequestEntry mine = Assert.Single(await AskedBy(alice));
        Assert.Equal(
            (group.ToByteString(), request, CareRequestState.Taken, bob.Person.ToByteString()),
            (mine.Conversation, mine.Request.Request, mine.Request.State, mine.Request.Owner));
        Assert.Equal([mine], await WaitingFor(bob));
        Assert.Equal(0u, (await chloe.SeesInInbox(group))!.RequestsWaiting);

        PostMessageResponse answer = await bob.Sends(group, "Moi, à 8 h.");
        await bob.Client.AnswerCareRequestAsync(group, request, answer.Position.Seq);
        CareRequest shown = Assert.Single((await chloe.Opens(group)).Opening.Conversation.Requests);
        Assert.Equal(CareRequestState.Answered, shown.State);
        await alice.Client.CloseCareRequestAsync(group, request);
        Assert.Empty(await AskedBy(alice));
        Assert.Empty(await WaitingFor(bob));
    }

    [Theory, EveryWay]
    public async Task Lists_come_in_pages_and_tell_nothing_to_who_has_left(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        (Colleague alice, Colleague bob, Colleague chloe, StreamId group) = await GroupOfThree(clinic);
        var asked = new List<ulong>();
        for (int i = 0; i < 3; i++)
        {
            PostMessageResponse posted = await alice.Sends(group, $"question {i}");
            asked.Add((await alice.Client.MakeCareRequestAsync(
                group, posted.Position.Seq, [bob.Person, chloe.Person])).Position.Seq);
        }

        ListCareRequestsResponse first = await bob.Client.ListCareRequestsAsync(
            CareRequestFilter.WaitingForMe, limit: 2);
        ListCareRequestsResponse second = await bob.Client.ListCareRequestsAsync(
            CareRequestFilter.WaitingForMe, limit: 2, first.Next);
        Assert.Equal(asked, first.Entries.Concat(second.Entries).Select(entry => entry.Request.Request));
        Assert.Empty(second.Next);

        await bob.Client.DeclineCareRequestAsync(group, asked[0]);
        Assert.Equal(asked.Skip(1), (await WaitingFor(bob)).Select(entry => entry.Request.Request));
        await chloe.Leaves(group);
        Assert.Empty(await WaitingFor(chloe));
        await alice.Adds(group, chloe, HistoryAccess.FromNow);
        Assert.Empty(await WaitingFor(chloe));
        Assert.Empty((await chloe.Opens(group, new StreamPosition(chloe.Epoch, 0))).Opening.Conversation.Requests);

        Colleague stranger = await clinic.Admit("étienne");
        await Refusal.Of(ErrorCode.NotAccessible, () => stranger.Client.TakeCareRequestAsync(group, asked[1]));
        await Refusal.Of(ErrorCode.NotAccessible, () => stranger.Client.CloseCareRequestAsync(group, asked[1]));
        await Refusal.Of(
            ErrorCode.NotAccessible, () => alice.Client.MakeCareRequestAsync(group, message: 1, [bob.Person]));
        await Refusal.Of(
            ErrorCode.InvalidArgument, () => alice.Client.MakeCareRequestAsync(group, asked[1] - 1, [stranger.Person]));
        await Refusal.Of(ErrorCode.InvalidArgument, () => bob.Client.ListCareRequestsAsync(default, limit: 201));
        await Refusal.Of(ErrorCode.InvalidArgument, () => bob.Client.ListCareRequestsAsync(default, cursor: "?"));
    }

    private static async Task<IReadOnlyList<CareRequestEntry>> WaitingFor(Colleague person) =>
        (await person.Client.ListCareRequestsAsync(CareRequestFilter.WaitingForMe)).Entries;

    private static async Task<IReadOnlyList<CareRequestEntry>> AskedBy(Colleague person) =>
        (await person.Client.ListCareRequestsAsync(CareRequestFilter.AskedByMe)).Entries;

    private static Task IsNotified(Colleague person, ulong seq, NotificationKind kind) => Eventually.Becomes(
        $"{person.Name} is notified",
        () => person.ReadsPage(StreamId.InboxOf(person.Person)),
        page => page.Facts.Any(fact => fact.Notified is { Urgent: false } told && told.Kind == kind && told.Seq == seq),
        $"{kind} at {seq}");

    private static async Task<(Colleague Alice, Colleague Bob, Colleague Chloe, StreamId Group)> GroupOfThree(
        Clinic clinic)
    {
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        Colleague chloe = await clinic.Admit("chloé");
        return (alice, bob, chloe, await alice.StartsGroup("Équipe mobile", bob, chloe));
    }
}

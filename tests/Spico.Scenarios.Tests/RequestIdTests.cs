using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests;

public sealed class RequestIdTests
{
    [Theory, EveryWay]
    public async Task A_repeated_request_is_stored_once_and_answered_alike_on_every_door(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId talk = await alice.StartsDirect(bob);
        RequestId id = RequestId.New();
        PostMessageResponse first = await alice.Sends(talk, "une fois", requestId: id);

        foreach (Way other in Enum.GetValues<Way>())
        {
            Colleague again = other == way ? alice : await clinic.Admit(alice, other);
            Reply repeated = await again.Client.SendAsync(Post(id, talk, "une fois"));
            Assert.Equal(first, repeated.PostMessage);
        }

        await alice.Sends(talk, "fin");
        Reading bobs = await bob.Opens(talk);
        await bobs.Receives("une fois", "fin");
        Assert.Equal(["une fois", "fin"], bobs.Texts);
        await clinic.Judge();
    }

    [Theory, EveryWay]
    public async Task An_id_used_with_another_body_is_refused(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId talk = await alice.StartsDirect(bob);
        RequestId id = RequestId.New();
        await alice.Sends(talk, "le premier", requestId: id);

        Error reused = await Refusal.Of(ErrorCode.IdReused, () => alice.Sends(talk, "le second", requestId: id));
        Assert.False(reused.Retryable);

        // Another author's ids are their own.
        await bob.Sends(talk, "le second", requestId: id);
        await clinic.Judge();
    }

    [Theory, EveryWay]
    public async Task The_same_creation_gives_the_same_conversation(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        var create = new CreateConversationRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Kind = ConversationKind.Group,
            Title = "Une seule",
            Members = { new NewMember { Person = bob.Person.ToByteString() } },
        };

        Reply first = await alice.Client.SendAsync(new Command { CreateConversation = create });
        Reply second = await alice.Client.SendAsync(new Command { CreateConversation = create.Clone() });
        Assert.Equal(first.CreateConversation, second.CreateConversation);
        Assert.NotNull(first.CreateConversation);
        Assert.Single((await bob.Client.ListInboxAsync()).Entries);
    }

    [Theory, EveryWay]
    public async Task A_refusal_is_not_remembered(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId group = await alice.StartsGroup("Équipe", Array.Empty<Colleague>());
        RequestId id = RequestId.New();

        await Refusal.Of(ErrorCode.NotAccessible, () => bob.Sends(group, "pas encore", requestId: id));
        await alice.Adds(group, bob);
        await bob.Sends(group, "pas encore", requestId: id);
        await clinic.Judge();
    }

    private static Command Post(RequestId id, StreamId conversation, string text) => new()
    {
        PostMessage = new PostMessageRequest
        {
            RequestId = id.ToByteString(),
            Conversation = conversation.ToByteString(),
            Text = text,
        },
    };
}

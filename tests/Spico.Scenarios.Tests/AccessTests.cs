using Google.Protobuf;
using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests;

public sealed class AccessTests
{
    [Theory, EveryWay]
    public async Task A_forbidden_conversation_and_an_unknown_one_answer_alike(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        Colleague mallory = await clinic.Admit("mallory");
        StreamId forbidden = await alice.StartsDirect(bob);
        await alice.Sends(forbidden, "entre nous");

        // An id of the same kind that nobody ever opened.
        byte[] bytes = Guid.NewGuid().ToByteArray();
        bytes[0] = forbidden.ToByteString()[0];
        ByteString unknown = ByteString.CopyFrom(bytes);

        foreach (Func<ByteString, Command> ask in Everything(mallory.Person))
        {
            Reply atForbidden = await mallory.Client.SendAsync(ask(forbidden.ToByteString()));
            Reply atUnknown = await mallory.Client.SendAsync(ask(unknown));
            Assert.Equal(ErrorCode.NotAccessible, atForbidden.Error?.Code);
            Assert.Equal(Without(atUnknown.Error), Without(atForbidden.Error));
        }

        await clinic.Judge();
    }

    [Theory, EveryWay]
    public async Task Nobody_opens_the_inbox_of_another(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague mallory = await clinic.Admit("mallory");

        await Refusal.Of(ErrorCode.NotAccessible, () => mallory.Client.OpenAsync(alice.Client.Inbox));
        await Refusal.Of(ErrorCode.NotAccessible, () => mallory.Client.ReadHistoryAsync(alice.Client.Inbox));
    }

    [Theory, EveryWay]
    public async Task Only_administrators_register_people_or_revoke_others(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague alice = await clinic.Admit("alice");
        Colleague mallory = await clinic.Admit("mallory");
        var person = new NewPerson { Person = new Person { Name = "Zoé Zéro" } };

        Reply registered = await mallory.Client.SendAsync(
            new Command { RegisterPeople = new RegisterPeopleRequest { People = { person } } });
        Assert.Equal(ErrorCode.NotAccessible, registered.Error?.Code);
        Reply revoked = await mallory.Client.SendAsync(
            new Command { RevokeSessions = new RevokeSessionsRequest { Person = alice.Person.ToByteString() } });
        Assert.Equal(ErrorCode.NotAccessible, revoked.Error?.Code);
        await alice.Client.ListInboxAsync();
    }

    private static IEnumerable<Func<ByteString, Command>> Everything(PersonId person) =>
    [
        stream => new Command { OpenStream = new OpenStreamRequest { Stream = stream } },
        stream => new Command { ReadHistory = new ReadHistoryRequest { Stream = stream } },
        stream => new Command { ReadHistory = new ReadHistoryRequest { Stream = stream, After = 99 } },
        stream => new Command { MarkRead = new MarkReadRequest { Conversation = stream, UpTo = 1 } },
        stream => new Command
        {
            PostMessage = new PostMessageRequest { Conversation = stream, RequestId = NewId(), Text = "?" },
        },
        stream => new Command
        {
            AddMember = new AddMemberRequest
            {
                Conversation = stream,
                RequestId = NewId(),
                Member = new NewMember { Person = person.ToByteString() },
            },
        },
        stream => new Command
        {
            RemoveMember = new RemoveMemberRequest
            {
                Conversation = stream,
                RequestId = NewId(),
                Person = PersonId.From(Guid.NewGuid()).ToByteString(),
            },
        },
        stream => new Command
        {
            LeaveConversation = new LeaveConversationRequest { Conversation = stream, RequestId = NewId() },
        },
    ];

    private static ByteString NewId() => RequestId.New().ToByteString();

    private static Error? Without(Error? error)
    {
        error?.CorrelationId = "";
        return error;
    }
}

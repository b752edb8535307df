using Spico.Protocol;
using Spico.Protocol.V1;

namespace Spico.Client;

/// <summary>
/// The commands as methods: each makes a request id where one is needed, and throws <see cref="SpicoException"/>
/// when it is refused.
/// </summary>
public static class SpicoClientCommands
{
    /// <summary>Posts a message. The answer means it is durable.</summary>
    public static async Task<PostMessageResponse> PostAsync(
        this SpicoClient client,
        StreamId conversation,
        string text,
        DataClass dataClass = DataClass.Unspecified,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new PostMessageRequest
        {
            RequestId = Id(requestId),
            Conversation = conversation.ToByteString(),
            Text = text,
            DataClass = dataClass,
        };
        return (await AskAsync(client, new Command { PostMessage = request }, cancellationToken)).PostMessage;
    }

    /// <summary>Creates a conversation of two.</summary>
    public static Task<CreateConversationResponse> CreateDirectAsync(
        this SpicoClient client,
        PersonId other,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) =>
        CreateAsync(client, ConversationKind.Direct, "", [Member(other)], requestId, cancellationToken);

    /// <summary>Creates a group whose members read everything.</summary>
    public static Task<CreateConversationResponse> CreateGroupAsync(
        this SpicoClient client,
        string title,
        IEnumerable<PersonId> members,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) =>
        CreateAsync(client, ConversationKind.Group, title, members.Select(Member), requestId, cancellationToken);

    /// <summary>Creates a group.</summary>
    public static Task<CreateConversationResponse> CreateGroupAsync(
        this SpicoClient client,
        string title,
        IEnumerable<NewMember> members,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) =>
        CreateAsync(client, ConversationKind.Group, title, members, requestId, cancellationToken);

    /// <summary>Adds a person to a group.</summary>
    public static Task<AddMemberResponse> AddMemberAsync(
        this SpicoClient client,
        StreamId conversation,
        PersonId person,
        HistoryAccess history = HistoryAccess.All,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default) =>
        AddMemberAsync(
            client,
            conversation,
            new NewMember { Person = person.ToByteString(), History = history },
            requestId,
            cancellationToken);

    /// <summary>Adds a person to a group, with what they may read.</summary>
    public static async Task<AddMemberResponse> AddMemberAsync(
        this SpicoClient client,
        StreamId conversation,
        NewMember member,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new AddMemberRequest
        {
            RequestId = Id(requestId),
            Conversation = conversation.ToByteString(),
            Member = member,
        };
        return (await AskAsync(client, new Command { AddMember = request }, cancellationToken)).AddMember;
    }

    /// <summary>Removes a person from a group. Only its creator may.</summary>
    public static async Task<RemoveMemberResponse> RemoveMemberAsync(
        this SpicoClient client,
        StreamId conversation,
        PersonId person,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new RemoveMemberRequest
        {
            RequestId = Id(requestId),
            Conversation = conversation.ToByteString(),
            Person = person.ToByteString(),
        };
        return (await AskAsync(client, new Command { RemoveMember = request }, cancellationToken)).RemoveMember;
    }

    /// <summary>Leaves a group.</summary>
    public static async Task<LeaveConversationResponse> LeaveAsync(
        this SpicoClient client,
        StreamId conversation,
        RequestId? requestId = null,
        CancellationToken cancellationToken = default)
    {
        var request = new LeaveConversationRequest
        {
            RequestId = Id(requestId),
            Conversation = conversation.ToByteString(),
        };
        return (await AskAsync(client, new Command { LeaveConversation = request }, cancellationToken))
            .LeaveConversation;
    }

    /// <summary>Moves the read position of a conversation forwards.</summary>
    public static async Task<MarkReadResponse> MarkReadAsync(
        this SpicoClient client,
        StreamId conversation,
        long upTo,
        CancellationToken cancellationToken = default)
    {
        var request = new MarkReadRequest { Conversation = conversation.ToByteString(), UpTo = (ulong)upTo };
        return (await AskAsync(client, new Command { MarkRead = request }, cancellationToken)).MarkRead;
    }

    /// <summary>One page of the person's conversations, the most recently active first.</summary>
    public static async Task<ListInboxResponse> ListInboxAsync(
        this SpicoClient client,
        int limit = 0,
        string cursor = "",
        CancellationToken cancellationToken = default)
    {
        var request = new ListInboxRequest { Limit = (uint)limit, Cursor = cursor };
        return (await AskAsync(client, new Command { ListInbox = request }, cancellationToken)).ListInbox;
    }

    /// <summary>
    /// One page of history: the facts after a sequence number oldest first, those before one newest first, or the
    /// newest backwards when neither is given.
    /// </summary>
    public static async Task<ReadHistoryResponse> ReadHistoryAsync(
        this SpicoClient client,
        StreamId stream,
        long? after = null,
        long? before = null,
        int limit = 0,
        CancellationToken cancellationToken = default)
    {
        var request = new ReadHistoryRequest { Stream = stream.ToByteString(), Limit = (uint)limit };
        if (after is not null)
        {
            request.After = (ulong)after;
        }
        else if (before is not null)
        {
            request.Before = (ulong)before;
        }

        return (await AskAsync(client, new Command { ReadHistory = request }, cancellationToken)).ReadHistory;
    }

    /// <summary>The persons with these ids; unknown ids are left out.</summary>
    public static async Task<IReadOnlyList<Person>> GetPeopleAsync(
        this SpicoClient client,
        IEnumerable<PersonId> ids,
        CancellationToken cancellationToken = default)
    {
        var request = new GetPeopleRequest();
        request.Ids.AddRange(ids.Select(id => id.ToByteString()));
        return (await AskAsync(client, new Command { GetPeople = request }, cancellationToken)).GetPeople.People;
    }

    /// <summary>Persons by the beginning of a word of their name, in alphabetical order.</summary>
    public static async Task<IReadOnlyList<Person>> FindPeopleAsync(
        this SpicoClient client,
        string query,
        int limit = 0,
        CancellationToken cancellationToken = default)
    {
        var request = new FindPeopleRequest { Query = query, Limit = (uint)limit };
        return (await AskAsync(client, new Command { FindPeople = request }, cancellationToken)).FindPeople.People;
    }

    /// <summary>Adds or replaces persons and their local accounts. Administrators only.</summary>
    public static async Task<IReadOnlyList<PersonId>> RegisterPeopleAsync(
        this SpicoClient client,
        IEnumerable<NewPerson> people,
        CancellationToken cancellationToken = default)
    {
        var request = new RegisterPeopleRequest();
        request.People.AddRange(people);
        Reply reply = await AskAsync(client, new Command { RegisterPeople = request }, cancellationToken);
        return
        [
            .. reply.RegisterPeople.Ids.Select(id => PersonId.TryFrom(id, out PersonId person) ? person : default),
        ];
    }

    /// <summary>Tells the others that the person is typing. The stream must be open.</summary>
    public static async Task SendTypingAsync(
        this SpicoClient client,
        StreamId stream,
        CancellationToken cancellationToken = default)
    {
        var request = new SendTypingRequest { Stream = stream.ToByteString() };
        await AskAsync(client, new Command { SendTyping = request }, cancellationToken);
    }

    /// <summary>Puts a fresh access token under the live session.</summary>
    public static async Task<RenewSessionResponse> RenewAsync(
        this SpicoClient client,
        string accessToken,
        CancellationToken cancellationToken = default)
    {
        var request = new RenewSessionRequest { AccessToken = accessToken };
        return (await AskAsync(client, new Command { RenewSession = request }, cancellationToken)).RenewSession;
    }

    /// <summary>Revokes the access tokens issued so far: one's own, or as an administrator another person's.</summary>
    public static async Task RevokeSessionsAsync(
        this SpicoClient client,
        PersonId? person = null,
        CancellationToken cancellationToken = default)
    {
        var request = new RevokeSessionsRequest();
        if (person is { } other)
        {
            request.Person = other.ToByteString();
        }

        await AskAsync(client, new Command { RevokeSessions = request }, cancellationToken);
    }

    private static async Task<CreateConversationResponse> CreateAsync(
        SpicoClient client,
        ConversationKind kind,
        string title,
        IEnumerable<NewMember> members,
        RequestId? requestId,
        CancellationToken cancellationToken)
    {
        var request = new CreateConversationRequest { RequestId = Id(requestId), Kind = kind, Title = title };
        request.Members.AddRange(members);
        return (await AskAsync(client, new Command { CreateConversation = request }, cancellationToken))
            .CreateConversation;
    }

    internal static async Task<Reply> AskAsync(
        this SpicoClient client, Command command, CancellationToken cancellationToken)
    {
        Reply reply = await client.SendAsync(command, cancellationToken);
        return reply.Error is { } error ? throw new SpicoException(error) : reply;
    }

    internal static Google.Protobuf.ByteString Id(RequestId? requestId) =>
        (requestId ?? RequestId.New()).ToByteString();

    private static NewMember Member(PersonId person) =>
        new() { Person = person.ToByteString(), History = HistoryAccess.All };
}

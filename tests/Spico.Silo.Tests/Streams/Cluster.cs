using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Inboxes;
using Spico.Silo.Serialization;
using Spico.Silo.Streams;
using Spico.Testing;

namespace Spico.Silo.Tests.Streams;

/// <summary>A cluster of silos on one log, and what people do in it.</summary>
public class Cluster : IAsyncLifetime
{
    private readonly TestFolder _folder = TestFolder.Create("cluster");
    private readonly InProcessTestCluster _cluster;

    public Cluster()
        : this(1)
    {
    }

    protected Cluster(short silos)
    {
        var builder = new InProcessTestClusterBuilder(silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddTestSilo(_folder.Path, People);
            silo.Services.Configure<StreamOptions>(Configure);
            Configure(silo.Services);
        });
        builder.ConfigureClient(client => client.Services.AddSpicoContractSerialization());
        _cluster = builder.Build();
    }

    internal Crowd People { get; } = new();

    internal IReadOnlyList<IServiceProvider> Silos => [.. _cluster.Silos.Select(silo => silo.ServiceProvider)];

    internal IGrainFactory Grains => _cluster.Client;

    internal string LogPath => _folder.File("log.db");

    public async ValueTask InitializeAsync() => await _cluster.DeployAsync();

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    internal static Caller As(PersonId person) => new(person, SessionId.New(), "test", IsAdministrator: false);

    internal static NewMember Reader(PersonId person, bool all = true, params DataClass[] withheld) => new()
    {
        Person = person.ToByteString(),
        History = all ? HistoryAccess.All : HistoryAccess.FromNow,
        Withheld = { withheld },
    };

    internal static PostMessageRequest Message(StreamId conversation, string text, DataClass dataClass = default) =>
        new()
        {
            RequestId = RequestId.New().ToByteString(),
            Conversation = conversation.ToByteString(),
            Text = text,
            DataClass = dataClass,
        };

    internal IConversationGrain Conversation(StreamId stream) =>
        Grains.GetGrain<IConversationGrain>(StreamKey.Of(stream));

    internal IInboxGrain Inbox(PersonId person) =>
        Grains.GetGrain<IInboxGrain>(StreamKey.Of(StreamId.InboxOf(person)));

    internal Task DeactivateAsync(IAddressable grain) => _cluster.DeactivateAsync(grain);

    internal IGatewayObserver Observe(IGatewayObserver gateway) =>
        Grains.CreateObjectReference<IGatewayObserver>(gateway);

    internal async Task<StreamId> GroupAsync(PersonId creator, params NewMember[] members)
    {
        Reply reply = await CreateAsync(creator, Group("Round", members));
        Assert.Null(reply.Error);
        return StreamId.TryFrom(reply.CreateConversation.Conversation, out StreamId stream)
            ? stream
            : throw new InvalidDataException();
    }

    internal static CreateConversationRequest Group(string title, params NewMember[] members) => new()
    {
        RequestId = RequestId.New().ToByteString(),
        Kind = ConversationKind.Group,
        Title = title,
        Members = { members },
    };

    internal async Task<Reply> CreateAsync(PersonId creator, CreateConversationRequest request)
    {
        Assert.True(RequestId.TryFrom(request.RequestId, out RequestId id));
        StreamId stream = StreamId.OpenedBy(StreamKind.Conversation, creator, id);
        return await Conversation(stream).Create(As(creator), request);
    }

    internal async Task<PostMessageResponse> PostAsync(
        PersonId author, StreamId conversation, string text, DataClass dataClass = default)
    {
        Reply reply = await Conversation(conversation).Post(As(author), Message(conversation, text, dataClass));
        Assert.Null(reply.Error);
        return reply.PostMessage;
    }

    internal async Task<Reply> AddAsync(PersonId author, StreamId conversation, NewMember member) =>
        await Conversation(conversation).AddMember(As(author), new AddMemberRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Conversation = conversation.ToByteString(),
            Member = member,
        });

    internal async Task<Reply> RemoveAsync(PersonId author, StreamId conversation, PersonId person) =>
        await Conversation(conversation).RemoveMember(As(author), new RemoveMemberRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Conversation = conversation.ToByteString(),
            Person = person.ToByteString(),
        });

    internal async Task<Reply> LeaveAsync(PersonId person, StreamId conversation) =>
        await Conversation(conversation).Leave(As(person), new LeaveConversationRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Conversation = conversation.ToByteString(),
        });

    internal async Task<Reply> MarkAsync(PersonId person, StreamId conversation, ulong upTo) =>
        await Conversation(conversation).MarkRead(
            As(person), new MarkReadRequest { Conversation = conversation.ToByteString(), UpTo = upTo });

    internal async Task<Reply> SetMarksAsync(PersonId person, StreamId conversation, SetMarksRequest marks)
    {
        marks.Conversation = conversation.ToByteString();
        return await Conversation(conversation).SetMarks(As(person), marks);
    }

    /// <summary>Everything a person may read, forwards.</summary>
    internal async Task<List<Fact>> ReadAllAsync(PersonId person, StreamId conversation)
    {
        var facts = new List<Fact>();
        long after = 0;
        while (true)
        {
            HistoryPage page = await Conversation(conversation)
                .Read(As(person), new HistoryQuery(after, Backwards: false, 100));
            Assert.Null(page.Refusal);
            facts.AddRange(page.Facts.Select(fact => Frame.Parser.ParseFrom(fact.Frame).Push.Fact));
            if (page.IsEnd)
            {
                return facts;
            }

            after = page.Facts[^1].Seq;
        }
    }

    /// <summary>A person's inbox, once it lists so many conversations.</summary>
    internal async Task<List<InboxEntry>> InboxAsync(PersonId person, params InboxMark[] only)
    {
        Reply reply = await Inbox(person).List(As(person), new ListInboxRequest { Only = { only } });
        Assert.Null(reply.Error);
        return [.. reply.ListInbox.Entries];
    }

    private protected virtual void Configure(StreamOptions options)
    {
    }

    private protected virtual void Configure(IServiceCollection services)
    {
    }
}

using Orleans.Runtime;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Messages;
using Spico.Silo.Patients;
using Spico.Silo.Streams;

namespace Spico.Silo.Tests.Streams;

/// <summary>An activation of a conversation without Orleans: its pipeline, on a turn of its own.</summary>
internal sealed class Activation
{
    private readonly TaskScheduler _turn = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
    private readonly StreamPipeline<ConversationState> _pipeline;
    private readonly StreamId _stream;
    private readonly MessageLookup _messages;

    public Activation(Region.Site site, StreamId stream)
    {
        _stream = stream;
        var snapshots = new StreamSnapshots(
            site.Services.Storage.Snapshots, "test", GrainId.Create("conversation", StreamKey.Of(stream)));
        _pipeline = new StreamPipeline<ConversationState>(stream, site.Services, snapshots, () => GivenUp++);
        _messages = new MessageLookup(stream, _pipeline, site.Services.Storage.Store);
    }

    /// <summary>How often the activation asked to be ended.</summary>
    public int GivenUp { get; private set; }

    /// <summary>Creates a conversation and the activation that owns it.</summary>
    public static async Task<(Activation Activation, StreamId Stream)> CreateAsync(
        Region.Site site, PersonId creator, params PersonId[] others)
    {
        CreateConversationRequest request = Cluster.Group("Round", [.. others.Select(other => Cluster.Reader(other))]);
        Assert.Null(CreateConversationCommand.TryRead(
            creator, request, new Crowd(), new PatientRegister(null!), out var command));
        StreamId stream = StreamId.OpenedBy(StreamKind.Conversation, creator, command!.Request);
        var activation = new Activation(site, stream);
        Assert.Null((await activation.SubmitAsync(command)).Error);
        return (activation, stream);
    }

    public Task<Reply> PostAsync(PersonId author, string text) => PostAsync(author, Cluster.Message(_stream, text));

    public Task<Reply> PostAsync(PersonId author, PostMessageRequest message)
    {
        Assert.Null(PostMessageCommand.TryRead(
            _stream, author, message, _messages, null, out PostMessageCommand? command));
        return SubmitAsync(command!);
    }

    public async Task AddAsync(PersonId author, NewMember member)
    {
        var request = new AddMemberRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Conversation = _stream.ToByteString(),
            Member = member,
        };
        Assert.Null(AddMemberCommand.TryRead(_stream, author, request, new Crowd(), out AddMemberCommand? command));
        Assert.Null((await SubmitAsync(command!)).Error);
    }

    public Task<Reply> RemoveAsync(PersonId author, PersonId person)
    {
        var request = new RemoveMemberRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Conversation = _stream.ToByteString(),
            Person = person.ToByteString(),
        };
        Assert.Null(EndMembershipCommand.TryRead(_stream, author, request, out EndMembershipCommand? command));
        return SubmitAsync(command!);
    }

    public Task<Reply> SubmitAsync(IStreamCommand<ConversationState> command) =>
        OnTurn(() => _pipeline.SubmitAsync(command));

    /// <summary>The texts a person may read, oldest first, with their numbers.</summary>
    public async Task<List<(long Seq, string Text)>> ReadAsync(PersonId person)
    {
        var texts = new List<(long, string)>();
        long after = 0;
        while (true)
        {
            HistoryPage page = await OnTurn(() => _pipeline.ReadAsync(person, new HistoryQuery(after, false, 1000)));
            Assert.Null(page.Refusal);
            foreach (Envelope envelope in page.Facts)
            {
                Assert.Equal(after == 0 ? envelope.Seq : after + 1, envelope.Seq);
                after = envelope.Seq;
                Fact fact = Frame.Parser.ParseFrom(envelope.Frame).Push.Fact;
                if (fact.MessagePosted is { } message)
                {
                    texts.Add((envelope.Seq, message.Text));
                }
            }

            if (page.IsEnd)
            {
                return texts;
            }
        }
    }

    /// <summary>A page as a person may read it.</summary>
    public Task<HistoryPage> PageAsync(PersonId person, HistoryQuery query) =>
        OnTurn(() => _pipeline.ReadAsync(person, query));

    /// <summary>Where the fold stands when all is durable.</summary>
    public async Task<StreamHead> HeadAsync()
    {
        (Error? refusal, StreamHead head) = await OnTurn(() => _pipeline.AskAsync(0, (fold, _) => fold.Head));
        Assert.Null(refusal);
        return head;
    }

    public Task StopAsync() => OnTurn(async ValueTask<bool> () =>
    {
        await _pipeline.StopAsync();
        return true;
    });

    private Task<T> OnTurn<T>(Func<ValueTask<T>> what) => Task.Factory.StartNew(
        () => what().AsTask(), CancellationToken.None, TaskCreationOptions.None, _turn).Unwrap();
}

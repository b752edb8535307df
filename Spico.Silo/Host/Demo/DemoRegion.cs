using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Accounts;
using Spico.Silo.Conversations;
using Spico.Silo.Inboxes;
using Spico.Silo.People;
using Spico.Silo.Streams;

namespace Spico.Silo.Host.Demo;

/// <summary>
/// Fills a new store with an invented region, by ordinary commands under fixed request ids: an interrupted load goes
/// on at the next start and writes nothing twice.
/// </summary>
internal sealed partial class DemoRegion(
    IGrainFactory grains, IPeopleStore people, PasswordChecks passwords, ILogger<DemoRegion> logger) : IHostedService
{
    /// <summary>Everybody's password.</summary>
    public const string Password = "demo-spico-2026";

    private readonly Dictionary<string, DemoPerson> _byLogin =
        DemoPeople.Professionals.ToDictionary(person => person.Login);

    /// <summary>Whether this store holds the demo region. The administrator comes last, hence stands for all.</summary>
    public static async Task<bool> IsLoadedAsync(IPeopleStore people) =>
        (await people.GetAsync([DemoPeople.Administrator.Id])).Count > 0;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await IsLoadedAsync(people))
        {
            return;
        }

        await people.UpsertAsync([.. DemoPeople.Professionals.Select(person => person.ToMessage())]);
        string hash = await passwords.HashAsync(Password);
        await Task.WhenAll(DemoPeople.Professionals.Select(person => Seed(person, hash, isAdministrator: false)));
        await Task.WhenAll(DemoConversations.All.Select(LoadAsync));
        await Seed(DemoPeople.Administrator, hash, isAdministrator: true);
        await people.UpsertAsync([DemoPeople.Administrator.ToMessage()]);
        Log.Loaded(logger, DemoPeople.Professionals.Length, DemoConversations.All.Length);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private Task Seed(DemoPerson person, string hash, bool isAdministrator) =>
        grains.GetGrain<IAccountSeeding>(AccountKey.Of(person.Login)!)
            .Seed(person.Id.Value, person.Name, hash, isAdministrator).AsTask();

    private async Task LoadAsync(DemoConversation demo)
    {
        DemoPerson creator = _byLogin[demo.Members[0]];
        RequestId opening = RequestOf(demo, 0);
        var stream = StreamId.OpenedBy(StreamKind.Conversation, creator.Id, opening);
        IConversationGrain conversation = grains.GetGrain<IConversationGrain>(StreamKey.Of(stream));
        var create = new CreateConversationRequest
        {
            RequestId = opening.ToByteString(),
            Kind = demo.Title.Length > 0 ? ConversationKind.Group : ConversationKind.Direct,
            Title = demo.Title,
        };
        create.Members.Add(demo.Members.Skip(1).Select(login => new NewMember
        {
            Person = _byLogin[login].Id.ToByteString(),
            History = HistoryAccess.All,
        }));
        Accepted(await conversation.Create(CallerOf(creator), create));

        var lastOwn = new Dictionary<string, ulong>();
        for (int line = 0; line < demo.Lines.Length; line++)
        {
            DemoLine said = demo.Lines[line];
            Reply reply = Accepted(await conversation.Post(CallerOf(_byLogin[said.Login]), new PostMessageRequest
            {
                RequestId = RequestOf(demo, line + 1).ToByteString(),
                Conversation = stream.ToByteString(),
                Text = said.Text,
                DataClass = said.About,
            }));
            lastOwn[said.Login] = reply.PostMessage.Position.Seq;
        }

        // Whoever wrote has read what came before: what followed is unread, as it would be.
        foreach ((string login, ulong seq) in lastOwn)
        {
            Accepted(await conversation.MarkRead(CallerOf(_byLogin[login]), new MarkReadRequest
            {
                Conversation = stream.ToByteString(),
                UpTo = seq,
            }));
        }
    }

    private static RequestId RequestOf(DemoConversation demo, int line) =>
        RequestId.From(new Guid($"0190de00-0000-7000-9000-{demo.Number:d4}{line:d8}"));

    private static Caller CallerOf(DemoPerson person) =>
        new(person.Id, SessionId.From(Guid.Empty), "demo", IsAdministrator: false);

    private static Reply Accepted(Reply reply) => reply.BodyCase != Reply.BodyOneofCase.Error
        ? reply
        : throw new InvalidOperationException($"The demo region was refused: {reply.Error.Code}.");

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Information,
            Message = "Demo region loaded: {People} people, {Conversations} conversations")]
        public static partial void Loaded(ILogger logger, int people, int conversations);
    }
}

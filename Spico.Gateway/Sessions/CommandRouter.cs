using System.Text;
using Google.Protobuf;
using Microsoft.Extensions.Options;
using Orleans;
using Spico.Gateway.Files;
using Spico.Gateway.Presence;
using Spico.Gateway.Streams;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.Delegations;
using Spico.Silo.Inboxes;
using Spico.Silo.Messages;
using Spico.Silo.Patients;
using Spico.Silo.People;
using Spico.Silo.Professionals;
using Spico.Silo.Streams;
using Case = Spico.Protocol.V1.Command.BodyOneofCase;

namespace Spico.Gateway.Sessions;

/// <summary>
/// Which command is carried out by whom. Checks the shape of ids, so that a grain key can be made of them; what they
/// stand for, and who may, is the grains' to say.
/// </summary>
internal sealed class CommandRouter(
    IGrainFactory grains,
    StreamHub streams,
    IPresenceBus presence,
    SessionCredentials credentials,
    IOptions<SessionOptions> limits) : ICommandRouter
{
    private const int HistoryFactsDefault = 50;
    private const int HistoryFactsMax = 1000;

    private readonly MessageRoutes _messages = new(grains);
    private readonly FlagRoutes _flags = new(grains);
    private readonly DossierRoutes _dossiers = new(grains);
    private readonly AgendaRoutes _agendas = new(grains);
    private readonly RegionRoutes _region = new(grains);
    private readonly SynthesisRoutes _syntheses = new(grains);

    /// <summary>The stream whose order a command keeps, when it names one.</summary>
    public static StreamId? StreamOf(Command command)
    {
        ByteString? id = command.BodyCase switch
        {
            Case.PostMessage => command.PostMessage.Conversation,
            Case.MarkRead => command.MarkRead.Conversation,
            Case.MarkDelivered => command.MarkDelivered.Conversation,
            Case.SetMarks => command.SetMarks.Conversation,
            Case.SaveDraft => command.SaveDraft.Conversation,
            Case.MakeSynthesis or Case.GetSynthesis or Case.VerifySynthesis => SynthesisRoutes.ConversationOf(command),
            Case.AddMember => command.AddMember.Conversation,
            Case.RemoveMember => command.RemoveMember.Conversation,
            Case.LeaveConversation => command.LeaveConversation.Conversation,
            Case.SetMemberRole => command.SetMemberRole.Conversation,
            Case.SetPractice => command.SetPractice.Conversation,
            Case.SetReceipts => command.SetReceipts.Conversation,
            Case.OpenStream => command.OpenStream.Stream,
            Case.ReadHistory => command.ReadHistory.Stream,
            _ => MessageRoutes.ConversationOf(command) ?? FlagRoutes.ConversationOf(command)
                ?? DossierRoutes.DossierOf(command) ?? AgendaRoutes.AgendaOf(command)?.ToByteString(),
        };
        return StreamId.TryFrom(id, out StreamId stream) ? stream : null;
    }

    public ValueTask<Reply> RouteAsync(Session session, PendingCommand pending)
    {
        Command command = pending.Command;
        Caller caller = session.Caller;
        return command.BodyCase switch
        {
            Case.PostMessage => Post(caller, command.PostMessage),
            Case.CreateConversation => Create(caller, command.CreateConversation),
            Case.AddMember => Change(
                command.AddMember.RequestId,
                command.AddMember.Conversation,
                grain => grain.AddMember(caller, command.AddMember)),
            Case.RemoveMember => Change(
                command.RemoveMember.RequestId,
                command.RemoveMember.Conversation,
                grain => grain.RemoveMember(caller, command.RemoveMember)),
            Case.LeaveConversation => Change(
                command.LeaveConversation.RequestId,
                command.LeaveConversation.Conversation,
                grain => grain.Leave(caller, command.LeaveConversation)),
            Case.SetMemberRole => Change(
                command.SetMemberRole.RequestId,
                command.SetMemberRole.Conversation,
                grain => grain.SetMemberRole(caller, command.SetMemberRole)),
            Case.SetPractice => Change(
                command.SetPractice.RequestId,
                command.SetPractice.Conversation,
                grain => grain.SetPractice(caller, command.SetPractice)),
            Case.MarkRead => TryConversation(command.MarkRead.Conversation, out StreamId conversation)
                ? Grain(conversation).MarkRead(caller, command.MarkRead)
                : Bad("conversation", "The 16 bytes of a conversation."),
            Case.MarkDelivered or Case.SetReceipts => Receipts(caller, command),
            Case.SetMarks => TryConversation(command.SetMarks.Conversation, out StreamId marked)
                ? Grain(marked).SetMarks(caller, command.SetMarks)
                : Bad("conversation", "The 16 bytes of a conversation."),
            Case.ListInbox => Inbox(caller).List(caller, command.ListInbox),
            Case.SaveDraft => Inbox(caller).SaveDraft(caller, command.SaveDraft),
            Case.ListDrafts => Inbox(caller).ListDrafts(caller, command.ListDrafts),
            Case.ListNotifications => Inbox(caller).ListNotifications(caller, command.ListNotifications),
            Case.SetQuietHours => Inbox(caller).SetQuietHours(caller, command.SetQuietHours),
            Case.GrantDelegation or Case.RevokeDelegation or Case.ListDelegations => Delegations(caller, command),
            Case.OpenStream => Open(session, command.OpenStream, pending),
            Case.CloseStream => Close(session, command.CloseStream),
            Case.ReadHistory => ReadHistory(caller, command.ReadHistory, pending),
            Case.MakeSynthesis or Case.GetSynthesis or Case.VerifySynthesis => _syntheses.RouteAsync(caller, command),
            Case.SendTyping => SendTyping(session, command.SendTyping),
            Case.GetPeople => grains.GetGrain<IPeopleGrain>(0).Get(caller, command.GetPeople),
            Case.FindPeople => grains.GetGrain<IPeopleGrain>(0).Find(caller, command.FindPeople),
            Case.ListPractices => grains.GetGrain<IPeopleGrain>(0).ListPractices(caller, command.ListPractices),
            Case.RegisterPeople => grains.GetGrain<IPeopleGrain>(0).Register(caller, command.RegisterPeople),
            Case.SearchDirectory => grains.GetGrain<IDirectoryGrain>(0).Search(caller, command.SearchDirectory),
            Case.SearchMessages => Search(caller, command.SearchMessages),
            Case.DescribeDirectory => grains.GetGrain<IDirectoryGrain>(0).Describe(caller, command.DescribeDirectory),
            Case.RegisterPatient => grains.GetGrain<IPatientsGrain>(0).Register(caller, command.RegisterPatient),
            Case.FindPatientConversations => grains.GetGrain<IPatientsGrain>(0)
                .FindConversations(caller, command.FindPatientConversations),
            Case.BeginUpload => FileCommands.BeginUpload(grains, caller, command.BeginUpload),
            Case.GetFile => FileCommands.GetFile(grains, caller, command.GetFile),
            Case.BeginDownload => FileCommands.BeginDownload(grains, caller, command.BeginDownload),
            Case.RenewSession => credentials.RenewAsync(session, command.RenewSession),
            Case.RevokeSessions => credentials.RevokeAsync(caller, command.RevokeSessions),
            _ => AgendaRoutes.Has(command) ? _agendas.RouteAsync(caller, command)
                : RegionRoutes.Has(command) ? _region.RouteAsync(caller, command)
                : DossierRoutes.Has(command) ? _dossiers.RouteAsync(caller, command)
                : MessageRoutes.ConversationOf(command) is null ? _flags.RouteAsync(caller, command)
                : _messages.RouteAsync(caller, command),
        };
    }

    private static ValueTask<Reply> Bad(string field, string message) =>
        ValueTask.FromResult(Refusal.Invalid(field, message));

    private static bool TryConversation(ByteString? bytes, out StreamId id) =>
        StreamId.TryFrom(bytes, out id) && id.Kind == StreamKind.Conversation;

    private static ValueTask<Reply> Close(Session session, CloseStreamRequest request)
    {
        if (!StreamId.TryFrom(request.Stream, out StreamId stream))
        {
            return Bad("stream", "The 16 bytes of a stream.");
        }

        session.Streams.CloseAsAsked(stream);
        return ValueTask.FromResult(new Reply { CloseStream = new CloseStreamResponse() });
    }

    private static ValueTask<Reply> Open(Session session, OpenStreamRequest request, PendingCommand pending) =>
        StreamId.TryFrom(request.Stream, out StreamId stream)
            ? session.Streams.OpenAsync(stream, request.After, pending)
            : Bad("stream", "The 16 bytes of a stream.");

    private ValueTask<Reply> Search(Caller caller, SearchMessagesRequest request) =>
        grains.GetGrain<IMessageSearchGrain>(StreamKey.Of(StreamId.InboxOf(caller.Person))).Search(caller, request);

    private IInboxGrain Inbox(Caller caller) =>
        grains.GetGrain<IInboxGrain>(StreamKey.Of(StreamId.InboxOf(caller.Person)));

    private ValueTask<Reply> Delegations(Caller caller, Command command)
    {
        var inbox = grains.GetGrain<IDelegationGrain>(StreamKey.Of(StreamId.InboxOf(caller.Person)));
        return command.BodyCase switch
        {
            Case.GrantDelegation => inbox.GrantDelegation(caller, command.GrantDelegation),
            Case.RevokeDelegation => inbox.RevokeDelegation(caller, command.RevokeDelegation),
            _ => inbox.ListDelegations(caller, command.ListDelegations),
        };
    }

    private ValueTask<Reply> Receipts(Caller caller, Command command)
    {
        bool isSetting = command.BodyCase == Case.SetReceipts;
        ByteString id = isSetting ? command.SetReceipts.Conversation : command.MarkDelivered.Conversation;
        if (!TryConversation(id, out StreamId conversation))
        {
            return Bad("conversation", "The 16 bytes of a conversation.");
        }

        var grain = grains.GetGrain<IConversationReceipts>(StreamKey.Of(conversation));
        return isSetting
            ? grain.SetReceipts(caller, command.SetReceipts)
            : grain.MarkDelivered(caller, command.MarkDelivered);
    }

    private IConversationGrain Grain(StreamId conversation)
    {
        GatewayStream? open = streams.Find(conversation);
        if (open?.Conversation is { } known)
        {
            return known;
        }

        IConversationGrain grain = grains.GetGrain<IConversationGrain>(StreamKey.Of(conversation));
        open?.Conversation = grain;
        return grain;
    }

    private ValueTask<Reply> Post(Caller caller, PostMessageRequest request)
    {
        if (!RequestId.TryFrom(request.RequestId, out _))
        {
            return Bad("request_id", "16 bytes, a UUIDv7.");
        }

        if (!TryConversation(request.Conversation, out StreamId conversation))
        {
            return Bad("conversation", "The 16 bytes of a conversation.");
        }

        int textBytesMax = limits.Value.TextBytesMax;
        return request.Text.Length > textBytesMax || Encoding.UTF8.GetByteCount(request.Text) > textBytesMax
            ? ValueTask.FromResult(Refusal.TooLarge("text", textBytesMax))
            : Grain(conversation).Post(caller, request);
    }

    private ValueTask<Reply> Create(Caller caller, CreateConversationRequest request) =>
        RequestId.TryFrom(request.RequestId, out RequestId id)
            ? Grain(StreamId.OpenedBy(StreamKind.Conversation, caller.Person, id)).Create(caller, request)
            : Bad("request_id", "16 bytes, a UUIDv7.");

    private ValueTask<Reply> Change(
        ByteString requestId, ByteString conversationId, Func<IConversationGrain, ValueTask<Reply>> change) =>
        !RequestId.TryFrom(requestId, out _) ? Bad("request_id", "16 bytes, a UUIDv7.")
        : !TryConversation(conversationId, out StreamId conversation)
            ? Bad("conversation", "The 16 bytes of a conversation.")
        : change(Grain(conversation));

    private async ValueTask<Reply> ReadHistory(Caller caller, ReadHistoryRequest request, PendingCommand pending)
    {
        if (!StreamId.TryFrom(request.Stream, out StreamId stream))
        {
            return Refusal.Invalid("stream", "The 16 bytes of a stream.");
        }

        if (request.Limit > HistoryFactsMax)
        {
            return Refusal.Invalid("limit", $"1 to {HistoryFactsMax}.", HistoryFactsMax);
        }

        bool isForwards = request.FromCase == ReadHistoryRequest.FromOneofCase.After;
        ulong from = isForwards ? request.After
            : request.FromCase == ReadHistoryRequest.FromOneofCase.Before ? request.Before
            : long.MaxValue;
        int limit = request.Limit == 0 ? HistoryFactsDefault : (int)request.Limit;
        var query = new HistoryQuery((long)Math.Min(from, long.MaxValue), !isForwards, limit);
        HistoryPage page = await streams.ReadAsync(caller, stream, query);
        if (page.Refusal is { } refusal)
        {
            return new Reply { Error = refusal };
        }

        pending.Facts = page.Facts;
        return new Reply
        {
            ReadHistory = new ReadHistoryResponse { Head = page.Head.ToMessage(), End = page.IsEnd },
        };
    }

    private ValueTask<Reply> SendTyping(Session session, SendTypingRequest request)
    {
        if (!StreamId.TryFrom(request.Stream, out StreamId stream))
        {
            return Bad("stream", "The 16 bytes of a stream.");
        }

        if (!session.Streams.IsOpen(stream))
        {
            return ValueTask.FromResult(Refusal.WrongState("The stream is not open on this session."));
        }

        presence.Typing(stream, session);
        return ValueTask.FromResult(new Reply { SendTyping = new SendTypingResponse() });
    }
}

using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans;
using Spico.Gateway.Identity;
using Spico.Gateway.Sessions;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Accounts;
using Spico.Silo.Agendas;
using Spico.Silo.Conversations;
using Spico.Silo.Dossiers;
using Spico.Silo.Dossiers.Dashboards;
using Spico.Silo.Dossiers.Forms;
using Spico.Silo.Dossiers.Memos;
using Spico.Silo.Dossiers.Tasks;
using Spico.Silo.Delegations;
using Spico.Silo.Files;
using Spico.Silo.Exports;
using Spico.Silo.Inboxes;
using Spico.Silo.Messages;
using Spico.Silo.Patients;
using Spico.Silo.People;
using Spico.Silo.Professionals;
using Spico.Silo.Retention;
using Spico.Silo.Streams;
using Spico.Silo.Support;
using Spico.Silo.Syntheses;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Gateway.Tests.Sessions;

public sealed class CommandRouterTests : IDisposable
{
    /// <summary>Each command of the contract, and the method of a grain that carries it out.</summary>
    private static readonly string[] Places =
    [
        "acknowledge_urgency: AcknowledgeUrgency",
        "add_member: AddMember",
        "answer_care_request: AnswerCareRequest",
        "ask_for_support: CarryOut",
        "begin_download: BeginDownload",
        "begin_upload: Begin",
        "break_glass: CarryOut",
        "change_administration: CarryOut",
        "change_agenda: CarryOut",
        "change_alert: CarryOut",
        "change_circle: CarryOut",
        "change_document: CarryOut",
        "change_follow_up: CarryOut",
        "change_form: CarryOut",
        "change_identity: CarryOut",
        "change_liaison: CarryOut",
        "change_memo: CarryOut",
        "change_objection: CarryOut",
        "change_plan: CarryOut",
        "change_stay: CarryOut",
        "change_support_request: CarryOut",
        "change_task: CarryOut",
        "close_care_request: CloseCareRequest",
        "create_conversation: Create",
        "create_dossier: CarryOut",
        "decline_care_request: DeclineCareRequest",
        "describe_directory: Describe",
        "edit_message: Edit",
        "erase_stream: CarryOut",
        "explain_rights: CarryOut",
        "export_own_data: Export",
        "find_free_times: Find",
        "find_help_contacts: CarryOut",
        "find_patient_conversations: FindConversations",
        "find_people: Find",
        "get_file: Get",
        "get_people: Get",
        "get_synthesis: GetSynthesis",
        "grant_delegation: GrantDelegation",
        "hand_over_urgency: HandOverUrgency",
        "leave_conversation: Leave",
        "list_agenda: CarryOut",
        "list_care_requests: List",
        "list_delegations: ListDelegations",
        "list_drafts: ListDrafts",
        "list_form_drafts: CarryOut",
        "list_forms: List",
        "list_inbox: List",
        "list_notifications: ListNotifications",
        "list_practices: ListPractices",
        "list_private_memos: List",
        "list_support_requests: List",
        "list_tasks: List",
        "load_help_contacts: CarryOut",
        "make_care_request: MakeCareRequest",
        "make_synthesis: MakeSynthesis",
        "mark_delivered: MarkDelivered",
        "mark_dossier_read: CarryOut",
        "mark_read: MarkRead",
        "merge_dossier: CarryOut",
        "open_dossier_conversation: CarryOut",
        "post_message: Post",
        "purge_streams: CarryOut",
        "raise_urgency: RaiseUrgency",
        "react_to_message: React",
        "read_circle: CarryOut",
        "read_dashboard: Read",
        "read_life_line: CarryOut",
        "read_messages: ReadMessages",
        "read_plan_document: CarryOut",
        "read_register: CarryOut",
        "read_traces: CarryOut",
        "read_versions: ReadVersions",
        "record_consent: CarryOut",
        "register_patient: Register",
        "register_people: Register",
        "remove_member: RemoveMember",
        "resolve_urgency: ResolveUrgency",
        "retract_message: Retract",
        "revoke_delegation: RevokeDelegation",
        "revoke_sessions: Revoke",
        "save_draft: SaveDraft",
        "save_form_draft: CarryOut",
        "save_private_memo: Save",
        "search_directory: Search",
        "search_messages: Search",
        "search_patients: Search",
        "separate_dossier: CarryOut",
        "set_agenda_feed: CarryOut",
        "set_escalation: SetEscalation",
        "set_legal_hold: CarryOut",
        "set_marks: SetMarks",
        "set_member_role: SetMemberRole",
        "set_practice: SetPractice",
        "set_quiet_hours: SetQuietHours",
        "set_receipts: SetReceipts",
        "take_care_request: TakeCareRequest",
        "verify_synthesis: VerifySynthesis",
    ];

    private static readonly ByteString Id = RequestId.New().ToByteString();
    private static readonly StreamId Patient = StreamId.PatientOf(Guid.NewGuid());
    private readonly GatewayKit _kit = new();
    private readonly FakeGrains _grains;
    private readonly TokenVerifier _verifier;
    private readonly RevocationWatch _revocations;
    private readonly CommandRouter _router;
    private readonly List<string> _calls = [];

    public CommandRouterTests()
    {
        _grains = FakeGrains.Create(out IGrainFactory factory);
        var identity = Microsoft.Extensions.Options.Options.Create(new IdentityOptions());
        _verifier = new TokenVerifier(identity, TimeProvider.System, NullLogger<TokenVerifier>.Instance);
        _revocations = new RevocationWatch(
            factory, identity, TimeProvider.System, NullLogger<RevocationWatch>.Instance);
        var credentials = new SessionCredentials(factory, _verifier, _revocations, TimeProvider.System);
        _router = new CommandRouter(
            factory, _kit.Hub, _kit.Presence, credentials, Microsoft.Extensions.Options.Options.Create(_kit.Limits));
        _grains.Answer<IConversationGrain>(Note).Answer<IInboxGrain>(Note).Answer<IPeopleGrain>(Note)
            .Answer<IConversationSyntheses>(Note)
            .Answer<IDirectoryGrain>(Note).Answer<IMessageGrain>(Note).Answer<IConversationUrgencies>(Note)
            .Answer<IConversationCareRequests>(Note).Answer<ICareRequestsGrain>(Note).Answer<IPatientsGrain>(Note)
            .Answer<IUploadGrain>(Note).Answer<IMessageSearchGrain>(Note).Answer<IDossierGrain>(Note)
            .Answer<IConversationReceipts>(Note).Answer<IBoardGrain>(Note)
            .Answer<IDelegationGrain>(Note).Answer<IAgendaGrain>(Note).Answer<IFreeTimesGrain>(Note)
            .Answer<IConversationReceipts>(Note).Answer<IBoardGrain>(Note).Answer<IFormsGrain>(Note)
            .Answer<IPrivateMemosGrain>(Note).Answer<IDashboardGrain>(Note)
            .Answer<IPrivateMemosGrain>(Note).Answer<IRetentionGrain>(Note)
            .Answer<ISupportGrain>(Note).Answer<ISupportDeskGrain>(Note)
            .Answer<IOwnDataGrain>(Note)
            .Answer<IDelegationGrain>(Note)
            .Answer<IRevocationsGrain>((name, _) =>
            {
                _calls.Add(name);
                return ValueTask.CompletedTask;
            });
    }

    /// <summary>
    /// Goal: no command of the contract is forgotten. Method: every case of the oneof, with ids that hold.
    /// </summary>
    [Fact]
    public async Task Every_command_of_the_contract_has_its_place()
    {
        await using Session session = _kit.Open();
        var places = new List<string>();
        foreach (var field in Command.Descriptor.Oneofs[0].Fields)
        {
            IMessage request = field.MessageType.Parser.ParseFrom(ByteString.Empty);
            foreach (var id in field.MessageType.Fields.InDeclarationOrder())
            {
                ByteString? value = id.Name switch
                {
                    "request_id" or "file" => Id,
                    "conversation" or "stream" => _kit.Stream.ToByteString(),
                    "person" => session.Person.ToByteString(),
                    "dossier" => StreamId.DossierOf(Patient).ToByteString(),
                    "patient" => Patient.ToByteString(),
                    _ => null,
                };
                if (value is not null)
                {
                    id.Accessor.SetValue(request, value);
                }
            }

            var command = new Command();
            field.Accessor.SetValue(command, request);
            Reply reply = await RouteAsync(session, command);
            Assert.True(reply.Error?.Code is not (ErrorCode.Unsupported or ErrorCode.InvalidArgument), field.Name);
            places.AddRange(_calls.Select(call => $"{field.Name}: {call}"));
            _calls.Clear();
        }

        Assert.Equal(Places, places.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"postMessage":{"conversation":"CONV","text":"x"}}""", "request_id")]
    [InlineData("""{"postMessage":{"requestId":"ID","text":"x"}}""", "conversation")]
    [InlineData("""{"postMessage":{"requestId":"ID","conversation":"INBOX","text":"x"}}""", "conversation")]
    [InlineData("""{"postMessage":{"requestId":"AAAA","conversation":"CONV","text":"x"}}""", "request_id")]
    [InlineData("""{"createConversation":{}}""", "request_id")]
    [InlineData("""{"addMember":{"requestId":"ID"}}""", "conversation")]
    [InlineData("""{"removeMember":{"conversation":"CONV"}}""", "request_id")]
    [InlineData("""{"leaveConversation":{"requestId":"ID","conversation":"AAAA"}}""", "conversation")]
    [InlineData("""{"markRead":{}}""", "conversation")]
    [InlineData("""{"setMarks":{"pinned":true}}""", "conversation")]
    [InlineData("""{"openStream":{}}""", "stream")]
    [InlineData("""{"closeStream":{"stream":"AAAA"}}""", "stream")]
    [InlineData("""{"readHistory":{"stream":"CONV","limit":1001}}""", "limit")]
    [InlineData("""{"readHistory":{}}""", "stream")]
    [InlineData("""{"sendTyping":{}}""", "stream")]
    [InlineData("""{"revokeSessions":{"person":"AAAA"}}""", "person")]
    public async Task A_field_with_a_value_it_cannot_have_is_named(string json, string field)
    {
        await using Session session = _kit.Open();
        json = json.Replace("\"ID\"", $"\"{Id.ToBase64()}\"", StringComparison.Ordinal)
            .Replace("CONV", _kit.Stream.ToByteString().ToBase64(), StringComparison.Ordinal)
            .Replace("INBOX", StreamId.InboxOf(session.Person).ToByteString().ToBase64(), StringComparison.Ordinal);
        Error error = (await RouteAsync(session, JsonParser.Default.Parse<Command>(json))).Error;
        Assert.Equal((ErrorCode.InvalidArgument, field), (error.Code, error.Field));
        Assert.Empty(_calls);
    }

    [Theory]
    [InlineData(16 * 1024, false)]
    [InlineData((16 * 1024) + 1, true)]
    [InlineData(16 * 1024 * 100, true)]
    public async Task A_text_is_measured_in_bytes_of_utf8(int bytes, bool isTooLarge)
    {
        await using Session session = _kit.Open();
        string text = new string('é', bytes / 2) + new string('x', bytes % 2);
        Reply reply = await RouteAsync(session, new Command
        {
            PostMessage = new PostMessageRequest
            {
                RequestId = Id,
                Conversation = _kit.Stream.ToByteString(),
                Text = text,
            },
        });
        Assert.Equal(isTooLarge, reply.Error?.Code == ErrorCode.TooLarge);
        Assert.Equal(isTooLarge ? 16ul * 1024 : 0, reply.Error?.Limit ?? 0);
    }

    [Fact]
    public async Task A_conversation_is_created_under_the_id_of_its_author_and_request()
    {
        await using Session session = _kit.Open();
        await RouteAsync(session, new Command
        {
            CreateConversation = new CreateConversationRequest { RequestId = Id },
        });
        RequestId.TryFrom(Id, out RequestId request);
        StreamId expected = StreamId.OpenedBy(StreamKind.Conversation, session.Person, request);
        Assert.Equal([StreamKey.Of(expected)], _grains.Keys);
    }

    [Fact]
    public async Task Only_an_administrator_revokes_the_tokens_of_others()
    {
        await using Session session = _kit.Open();
        Reply reply = await RouteAsync(session, new Command
        {
            RevokeSessions = new RevokeSessionsRequest { Person = PersonId.New().ToByteString() },
        });
        Assert.Equal(ErrorCode.NotAccessible, reply.Error.Code);
        Assert.Empty(_calls);
    }

    [Fact]
    public async Task History_is_given_as_the_log_gives_it()
    {
        _kit.Log.PageFacts = 100;
        for (int i = 0; i < 5; i++)
        {
            _kit.Log.Append();
        }

        await using Session session = _kit.Open();
        var command = new Command
        {
            ReadHistory = new ReadHistoryRequest { Stream = _kit.Stream.ToByteString(), After = 2, Limit = 2 },
        };
        var pending = new PendingCommand(command, 1, new NoReceiver(), 0);
        Reply reply = new SessionReply(await _router.RouteAsync(session, pending), pending.Facts).Whole();
        Assert.Equal([3ul, 4ul], reply.ReadHistory.Facts.Select(fact => fact.Seq));
        Assert.Equal(5ul, reply.ReadHistory.Head.Seq);
    }

    public void Dispose()
    {
        _verifier.Dispose();
        _revocations.Dispose();
    }

    private ValueTask<Reply> RouteAsync(Session session, Command command) =>
        _router.RouteAsync(session, new PendingCommand(command, 1, new NoReceiver(), 0));

    private object? Note(string name, object?[] arguments)
    {
        _calls.Add(name);
        return new ValueTask<Reply>(new Reply());
    }

    private sealed class NoReceiver : IReplyReceiver
    {
        public void Receive(uint id, SessionReply reply)
        {
        }
    }
}

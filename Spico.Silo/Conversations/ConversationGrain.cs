using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations.Receipts;
using Spico.Silo.Conversations.Urgencies;
using Spico.Silo.Delegations;
using Spico.Silo.Files;
using Spico.Silo.Messages;
using Spico.Silo.Messages.Searching;
using Spico.Silo.Patients;
using Spico.Silo.People;
using Spico.Silo.Streams;
using Spico.Silo.Syntheses;

namespace Spico.Silo.Conversations;

/// <summary>
/// A conversation: checks the fields of what is asked, and leaves rights and rules to the commands, and the way of
/// the facts to the pipeline.
/// </summary>
[Reentrant]
[GrainType("conversation")]
internal sealed partial class ConversationGrain : Grain, IConversationGrain
{
    private const string SnapshotName = "conversation.snapshot.v1";

    private readonly StreamId _stream;
    private readonly IPeopleStore _people;
    private readonly StreamServices _services;
    private readonly UrgencyOptions _urgencies;
    private readonly StreamPipeline<ConversationState> _pipeline;
    private readonly MemberMarks _marks;
    private readonly MemberReceipts _receipts;
    private readonly MessageLookup _lookup;
    private readonly MessageReader _reader;
    private readonly StreamFiles<ConversationState> _files;
    private readonly StreamFileHolds _fileHolds;
    private readonly MessageSearch _search;
    private readonly MessageIndexer _indexer;
    private readonly DelegationCheck _delegations;
    private readonly StreamSyntheses _syntheses;

    public ConversationGrain(
        StreamServices services,
        IPeopleStore people,
        FileServices files,
        MessageSearch search,
        IOptions<UrgencyOptions> urgencies,
        IOptions<SynthesisOptions> syntheses)
    {
        _stream = StreamKey.Parse(this.GetPrimaryKeyString());
        _people = people;
        _services = services;
        _urgencies = urgencies.Value;
        var snapshots = new StreamSnapshots(services.Storage.Snapshots, SnapshotName, this.GetGrainId());
        _pipeline = new StreamPipeline<ConversationState>(_stream, services, snapshots, DeactivateOnIdle);
        _delegations = new DelegationCheck(GrainFactory);
        var counts = new MessageCounts(_stream, services.Storage.Store);
        var pushes = new MarkPushes(_stream, _pipeline, counts, services, this, GrainFactory);
        _receipts = new MemberReceipts(_stream, _pipeline, services, this, GrainFactory);
        _marks = new MemberMarks(_stream, _pipeline, counts, (pushes, _receipts), services);
        _lookup = new MessageLookup(_stream, _pipeline, services.Storage.Store);
        _reader = new MessageReader(_stream, services.Storage.Store);
        _files = new StreamFiles<ConversationState>(_stream, _pipeline, files, services.Logger);
        _fileHolds = new StreamFileHolds(
            _stream,
            () => _pipeline.AskAsync(0, static (_, cipher, _) => cipher),
            files,
            GrainFactory,
            services.Time);
        _search = search;
        _indexer = new MessageIndexer(_stream, _pipeline, services.Storage, search.Options);
        _syntheses = new StreamSyntheses(_stream, _pipeline, _reader, services.Storage.Store, files, syntheses.Value);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _receipts.StopAsync();
        // Whoever is quiet for long has time for it; a silo that stops has not.
        if (reason.ReasonCode == DeactivationReasonCode.ActivationIdle && _pipeline.HasFacts)
        {
            await _indexer.FollowAsync(_search.Options.UnindexedKept);
        }

        await _pipeline.StopAsync();
    }

    public ValueTask<Reply> Create(Caller caller, CreateConversationRequest request)
    {
        Error? invalid = CreateConversationCommand.TryRead(
            caller.Person, request, _people, new PatientRegister(GrainFactory), out CreateConversationCommand? command);
        if (command is not null
            && StreamId.OpenedBy(StreamKind.Conversation, caller.Person, command.Request) != _stream)
        {
            invalid = Refusal.NotAccessible();
        }

        command?.Objection = () => FindObjectionAsync(caller, request);
        return SubmitAsync(caller, invalid, command);
    }

    public ValueTask<Reply> AddMember(Caller caller, AddMemberRequest request)
    {
        Error? invalid =
            AddMemberCommand.TryRead(_stream, caller.Person, request, _people, out AddMemberCommand? command);
        command?.Objection = () => FindObjectionAsync(request.Member);
        return SubmitAsync(caller, invalid, command);
    }

    public ValueTask<Reply> RemoveMember(Caller caller, RemoveMemberRequest request) => SubmitAsync(
        caller,
        EndMembershipCommand.TryRead(_stream, caller.Person, request, out EndMembershipCommand? command),
        command);

    public ValueTask<Reply> Leave(Caller caller, LeaveConversationRequest request) => SubmitAsync(
        caller,
        EndMembershipCommand.TryRead(_stream, caller.Person, request, out EndMembershipCommand? command),
        command);

    public ValueTask<Reply> SetMemberRole(Caller caller, SetMemberRoleRequest request) => SubmitAsync(
        caller,
        SetMemberRoleCommand.TryRead(_stream, caller.Person, request, out SetMemberRoleCommand? command),
        command);

    public ValueTask<Reply> SetPractice(Caller caller, SetPracticeRequest request) => SubmitAsync(
        caller,
        SetPracticeCommand.TryRead(_stream, caller.Person, request, _people, out SetPracticeCommand? command),
        command);

    public ValueTask<Reply> Post(Caller caller, PostMessageRequest request)
    {
        FileHolding? files = null;
        if (request.Attachments is not null && _fileHolds.TryRead(
                caller, request.RequestId, request.Attachments.Files, "attachments.files", out files) is { } misfit)
        {
            return SubmitAsync(misfit, null);
        }

        Error? invalid = PostMessageCommand.TryRead(
            _stream, caller.Person, request, _lookup, files, out PostMessageCommand? command);
        return (request.Urgent is null && request.Request is null) || invalid is not null
            ? SubmitAsync(caller, invalid, command)
            : PostFlagged(caller, command!, request);
    }

    public async ValueTask<Reply> MarkRead(Caller caller, MarkReadRequest request)
    {
        if (ConversationFields.Check(_stream, request.Conversation) is { } invalid)
        {
            return new Reply { Error = invalid };
        }

        if (request.UpTo > long.MaxValue)
        {
            return new Reply { Error = Refusal.Invalid("up_to", "Not beyond the head.") };
        }

        return await MarkAsync(caller, () => _marks.MoveAsync(caller.Person, (long)request.UpTo));
    }

    public async ValueTask<Reply> SetMarks(Caller caller, SetMarksRequest request)
    {
        Error? invalid = MarksChange.TryRead(_stream, request, out MarksChange? change);
        return change is null
            ? new Reply { Error = invalid }
            : await MarkAsync(caller, () => _marks.SetAsync(caller.Person, change));
    }

    public async ValueTask<Subscription> Subscribe(Caller caller, IGatewayObserver gateway)
    {
        (Error? ended, uint withheld) = await _delegations.LookAsync(caller);
        if (ended is not null)
        {
            return new Subscription { Refusal = ended };
        }

        (Error? refusal, Opening? opening) = await _pipeline.AskAsync((caller.Person, gateway), Open);
        if (refusal is not null || opening is null)
        {
            LetGoIfNothing();
            return new Subscription { Refusal = refusal ?? Refusal.NotAccessible() };
        }

        try
        {
            (long upTo, long unread) = await _marks.LookAsync(caller.Person, opening.Member);
            opening.View.ReadUpTo = (ulong)upTo;
            opening.View.Unread = (ulong)unread;
            opening.View.Receipts = await _receipts.LookAsync(caller.Person, opening.Receipts);
        }
        catch (StoreException failure)
        {
            return new Subscription { Refusal = Refusal.Of(failure.Failure) };
        }

        var head = new StreamPosition(_services.Storage.Log.Epoch, opening.Member.Head.Seq);
        StreamAccess access = opening.Member.Access.Without(withheld);
        return new Subscription
        {
            Head = head,
            Access = access,
            Withheld = withheld,
            View = new OpenStreamResponse
            {
                Head = head.ToMessage(),
                VisibleAfter = (ulong)access.VisibleAfter,
                DataClasses = { WithheldClasses.In(~access.Withheld) },
                Conversation = opening.View,
            },
        };
    }

    public async ValueTask<HistoryPage> Read(Caller caller, HistoryQuery query)
    {
        (Error? ended, uint withheld) = await _delegations.LookAsync(caller);
        if (ended is not null)
        {
            return new HistoryPage { Refusal = ended };
        }

        HistoryPage page = await _pipeline.ReadAsync(caller.Person, query, withheld);
        LetGoIfNothing();
        return page;
    }

    private async ValueTask<Reply> MarkAsync(Caller caller, Func<ValueTask<Reply>> mark)
    {
        try
        {
            return (await _delegations.LookAsync(caller)).Refusal is { } ended
                ? new Reply { Error = ended }
                : LetGoIfNothing(await mark());
        }
        catch (StoreException failure)
        {
            return new Reply { Error = Refusal.Of(failure.Failure) };
        }
    }

    private ValueTask<Reply> SubmitAsync(
        Caller caller, Error? invalid, IStreamCommand<ConversationState>? command) =>
        SubmitAsync(invalid, _delegations.Of(caller, command));

    private ValueTask<Reply> SubmitAsync(Error? invalid, IStreamCommand<ConversationState>? command)
    {
        if (invalid is not null)
        {
            return new ValueTask<Reply>(new Reply { Error = invalid });
        }

        ValueTask<Reply> submitted = _pipeline.SubmitAsync(command!);
        return _pipeline.HasFacts ? submitted : AwaitAsync(submitted);

        async ValueTask<Reply> AwaitAsync(ValueTask<Reply> reply) => LetGoIfNothing(await reply);
    }

    // Registers in the same turn that the head is taken in: every later fact is delivered.
    private Opening? Open(ConversationState fold, (PersonId Person, IGatewayObserver Gateway) about)
    {
        if (fold.MembershipOf(about.Person) is not { } member)
        {
            return null;
        }

        _services.FanOut.Register(_stream, about.Gateway);
        var view = new ConversationView
        {
            Kind = fold.Kind,
            Title = fold.Title,
            Patient = fold.Patient,
            Messages = (ulong)fold.Head.Ordinal,
            Members = { fold.ListMembers() },
        };
        Show(fold.Urgencies, member.Access, view);
        Show(fold.CareRequests, member.Access, view);
        return new Opening(MemberView.Of(fold, member), view, fold.Receipts);
    }

    private Reply LetGoIfNothing(Reply reply)
    {
        LetGoIfNothing();
        return reply;
    }

    // Whoever tries ids must not fill the memory with conversations that do not exist.
    private void LetGoIfNothing()
    {
        if (_pipeline.IsEmpty)
        {
            DeactivateOnIdle();
        }
    }

    private sealed record Opening(MemberView Member, ConversationView View, ReceiptTerms Receipts);
}

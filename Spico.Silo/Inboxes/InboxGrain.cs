using Orleans.Concurrency;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Conversations;
using Spico.Silo.People;
using Spico.Silo.Streams;

namespace Spico.Silo.Inboxes;

/// <summary>A person's inbox.</summary>
[Reentrant]
[GrainType("inbox")]
internal sealed partial class InboxGrain : Grain, IInboxGrain
{
    private const string SnapshotName = "inbox.snapshot.v1";
    private const int EntriesDefault = 50;
    private const int EntriesMax = 200;

    private readonly StreamId _stream;
    private readonly StreamServices _services;
    private readonly StreamPipeline<InboxState> _pipeline;
    private readonly IPeopleStore _people;
    private DraftBox? _drafts;

    public InboxGrain(StreamServices services, IPeopleStore people)
    {
        _people = people;
        _stream = StreamKey.Parse(this.GetPrimaryKeyString());
        _services = services;
        var snapshots = new StreamSnapshots(services.Storage.Snapshots, SnapshotName, this.GetGrainId());
        _pipeline = new StreamPipeline<InboxState>(_stream, services, snapshots, DeactivateOnIdle);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _pipeline.StopAsync();

    public async ValueTask<Reply> List(Caller caller, ListInboxRequest request)
    {
        if (await CheckAsync(caller) is { } refusal)
        {
            return new Reply { Error = refusal };
        }

        if (request.Limit > EntriesMax)
        {
            return new Reply { Error = Refusal.Invalid("limit", $"1 to {EntriesMax}.", EntriesMax) };
        }

        if (!InboxPage.TryDecode(request.Cursor, out InboxCursor? cursor))
        {
            return new Reply { Error = Refusal.Invalid("cursor", "The cursor of the page before.") };
        }

        if (!InboxPage.TryReadFilter(request.Only, out InboxFilter filter))
        {
            return new Reply { Error = Refusal.Invalid("only", "Marks that exist.") };
        }

        int limit = request.Limit == 0 ? EntriesDefault : (int)request.Limit;
        try
        {
            // One more than asked for tells whether there is a next page.
            List<InboxRow> rows =
                await _services.Storage.Store.ReadInboxAsync(caller.Person, cursor, limit + 1, filter);
            var page = new ListInboxResponse();
            page.Entries.AddRange(rows.Take(limit).Select(row => ToEntry(row, caller.Person)));
            if (rows.Count > limit)
            {
                page.Next = InboxPage.Encode(rows[limit - 1]);
            }

            return new Reply { ListInbox = page };
        }
        catch (StoreException failure)
        {
            return new Reply { Error = Refusal.Of(failure.Failure) };
        }
    }

    public ValueTask<Reply> ListSome(Caller caller, StreamId[] conversations) => AnswerAsync(caller, async () =>
    {
        List<InboxRow> rows = await _services.Storage.Store.ReadInboxAsync(caller.Person, conversations);
        return new Reply
        {
            ListInbox = new ListInboxResponse { Entries = { rows.Select(row => ToEntry(row, caller.Person)) } },
        };
    });

    public ValueTask<Reply> SaveDraft(Caller caller, SaveDraftRequest request) =>
        AnswerWholeAsync(caller, () => DraftsOf(caller).SaveAsync(request));

    public ValueTask<Reply> ListDrafts(Caller caller, ListDraftsRequest request) =>
        AnswerWholeAsync(caller, () => DraftsOf(caller).ListAsync(request));

    public ValueTask<Reply> ListNotifications(Caller caller, ListNotificationsRequest request) => AnswerAsync(
        caller, () => new NotificationFeed(caller.Person, _pipeline, _services).ListAsync(request));

    public ValueTask<Reply> SetQuietHours(Caller caller, SetQuietHoursRequest request) => AnswerOwnAsync(
        caller,
        () => SetQuietHoursCommand.TryRead(caller.Person, request, out SetQuietHoursCommand? command) is { } invalid
            ? ValueTask.FromResult(new Reply { Error = invalid })
            : _pipeline.SubmitAsync(command!));

    public ValueTask<bool> NoteMembership(
        PersonId owner, StreamId conversation, long seq, bool isMember, bool isOwn) =>
        NoteAsync(
            owner,
            conversation,
            seq,
            !isMember ? ConsequenceKind.MembershipEnded
            : isOwn ? ConsequenceKind.MembershipFounded
            : ConsequenceKind.MembershipBegan);

    public ValueTask<bool> Notify(PersonId owner, StreamId conversation, long seq, NotificationKind kind) =>
        NoteAsync(owner, conversation, seq, ConsequenceKind.Notification + (int)kind);

    public ValueTask Tell(Notice notice)
    {
        _services.FanOut.Notify(notice);
        return ValueTask.CompletedTask;
    }

    public async ValueTask<Subscription> Subscribe(Caller caller, IGatewayObserver gateway)
    {
        if (await CheckAsync(caller) is { } notTheirs)
        {
            return new Subscription { Refusal = notTheirs };
        }

        (Error? refusal, (StreamHead Head, InboxView View)? opened) =
            await _pipeline.AskAsync((caller.Person, gateway), Open);
        if (refusal is not null || opened is null)
        {
            return new Subscription { Refusal = refusal ?? Refusal.NotAccessible() };
        }

        var head = new StreamPosition(_services.Storage.Log.Epoch, opened.Value.Head.Seq);
        return new Subscription
        {
            Head = head,
            Access = StreamAccess.All,
            View = new OpenStreamResponse
            {
                Head = head.ToMessage(),
                DataClasses = { DataClass.Social, DataClass.Medical, DataClass.Restricted },
                Inbox = opened.Value.View,
            },
        };
    }

    public async ValueTask<HistoryPage> Read(Caller caller, HistoryQuery query) =>
        await CheckAsync(caller) is { } refusal
            ? new HistoryPage { Refusal = refusal }
            : await _pipeline.ReadAsync(caller.Person, query);

    // Registers in the same turn that the head is taken in: every later fact is delivered.
    private (StreamHead Head, InboxView View)? Open(
        InboxState fold, (PersonId Person, IGatewayObserver Gateway) about)
    {
        if (!fold.IsOwner(about.Person))
        {
            return null;
        }

        _services.FanOut.Register(_stream, about.Gateway);
        return (fold.Head, new InboxView
        {
            Conversations = (uint)Math.Max(0, fold.Conversations),
            QuietHours = fold.QuietHours?.ToMessage(),
        });
    }

    private async ValueTask<bool> NoteAsync(PersonId owner, StreamId conversation, long seq, ConsequenceKind kind)
    {
        Reply reply = await _pipeline.SubmitAsync(
            new NoteCommand(owner, conversation, seq, kind, _services.Time.GetUtcNow()));
        return reply.Error is null;
    }

    private async ValueTask<Reply> AnswerAsync(Caller caller, Func<ValueTask<Reply>> ask)
    {
        if (await CheckAsync(caller) is { } refusal)
        {
            return new Reply { Error = refusal };
        }

        try
        {
            return await ask();
        }
        catch (StoreException failure)
        {
            return new Reply { Error = Refusal.Of(failure.Failure) };
        }
    }

    // The key tells the inbox and not whose it is: that is known of whoever may call.
    private DraftBox DraftsOf(Caller owner) =>
        _drafts ??= new DraftBox(owner.Person, _pipeline, _services, this);

    private InboxEntry ToEntry(InboxRow row, PersonId owner)
    {
        // An erased conversation has no key any more.
        using StreamCipher? cipher = row.WrappedKey.Length == 0
            ? null
            : StreamCipher.Unwrap(_services.Storage.MasterKey, row.Stream, row.WrappedKey);
        (string title, Patient? patient) = cipher is null || row.SealedTitle.Length == 0
            ? (string.Empty, null)
            : ListedTitle.Decode(row.Kind, cipher.OpenText(SealedColumns.Title, row.SealedTitle));
        return new InboxEntry
        {
            Conversation = row.Stream.ToByteString(),
            Kind = row.Kind,
            Title = title,
            Patient = patient,
            Peer = row.Peer?.ToByteString() ?? Google.Protobuf.ByteString.Empty,
            Head = new Position { Epoch = _services.Storage.Log.Epoch, Seq = (ulong)row.Head },
            ActiveAt = row.ActiveAt,
            ReadUpTo = (ulong)row.ReadUpTo,
            Unread = (ulong)row.Unread,
            VisibleAfter = (ulong)row.Access.VisibleAfter,
            Marks = MarkViews.Of(row, owner, cipher),
            Version = (ulong)row.Version,
            Urgencies = (uint)row.Urgencies,
            UrgenciesUnanswered = (uint)row.UrgenciesUnanswered,
            RequestsWaiting = (uint)row.RequestsWaiting,
        };
    }
}

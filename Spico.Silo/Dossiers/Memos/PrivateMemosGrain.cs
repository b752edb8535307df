using Google.Protobuf;
using Orleans.Concurrency;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Retention;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Memos;

/// <summary>
/// A person's private memos. They are no part of any dossier, so that no view, page, trace or life line of one can tell
/// of them; whoever acts for the person is as much a stranger here as everybody else.
/// </summary>
[Reentrant]
[GrainType("private-memos")]
internal sealed class PrivateMemosGrain : Grain, IPrivateMemosGrain, IErasable, IForgetsDossiers
{
    private const string SnapshotName = "private-memos.snapshot.v1";

    private static readonly RowSql Membership = new(
        "SELECT withheld FROM dossier_member WHERE person = $1 AND stream = $2");

    private readonly StreamId _stream;
    private readonly StreamServices _services;
    private readonly StreamPipeline<PrivateMemoState> _pipeline;

    public PrivateMemosGrain(StreamServices services)
    {
        _stream = StreamKey.Parse(this.GetPrimaryKeyString());
        _services = services;
        var snapshots = new StreamSnapshots(services.Storage.Snapshots, SnapshotName, this.GetGrainId());
        _pipeline = new StreamPipeline<PrivateMemoState>(_stream, services, snapshots, DeactivateOnIdle);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _pipeline.StopAsync();

    public async ValueTask<Reply> Save(Caller caller, SavePrivateMemoRequest request)
    {
        if (!IsAuthor(caller))
        {
            return new Reply { Error = Refusal.NotAccessible() };
        }

        Error? refusal = SavePrivateMemoCommand.TryRead(
            caller.Person, request, _services.Now, out SavePrivateMemoCommand? command);
        try
        {
            // What is one's own may be taken away for ever; what is new needs the right to read memos.
            refusal ??= request.Text.Length == 0 || await IsReaderAsync(caller.Person, request.Dossier)
                ? null
                : Refusal.NotAccessible("dossier");
        }
        catch (StoreException failure)
        {
            refusal = Refusal.Of(failure.Failure);
        }

        return refusal is null ? await SaveAsync(caller.Person, request, command!) : new Reply { Error = refusal };
    }

    public async ValueTask<Reply> List(Caller caller, ListPrivateMemosRequest request)
    {
        if (!IsAuthor(caller))
        {
            return new Reply { Error = Refusal.NotAccessible() };
        }

        if (!StreamId.TryFrom(request.Dossier, out StreamId dossier) || dossier.Kind != StreamKind.Dossier)
        {
            return new Reply { Error = Refusal.Invalid("dossier", "The 16 bytes of a dossier.") };
        }

        uint epoch = _services.Storage.Log.Epoch;
        (Error? refusal, ListPrivateMemosResponse? memos) = await _pipeline.AskAsync(
            (request.Dossier, Stream: _stream, epoch),
            static (fold, asked) => new ListPrivateMemosResponse
            {
                Memos = { fold.On(asked.Dossier) },
                Stream = asked.Stream.ToByteString(),
                Position = new Position { Epoch = asked.epoch, Seq = (ulong)fold.Head.Seq },
            });
        return refusal is null ? new Reply { ListPrivateMemos = memos } : new Reply { Error = refusal };
    }

    public async ValueTask<Subscription> Subscribe(Caller caller, IGatewayObserver gateway)
    {
        if (!IsAuthor(caller))
        {
            return new Subscription { Refusal = Refusal.NotAccessible() };
        }

        // Registers in the same turn that the head is taken in: every later fact is delivered.
        (Error? refusal, long seq) = await _pipeline.AskAsync(gateway, (fold, opened) =>
        {
            _services.FanOut.Register(_stream, opened);
            return fold.Head.Seq;
        });
        if (refusal is not null)
        {
            return new Subscription { Refusal = refusal };
        }

        var head = new StreamPosition(_services.Storage.Log.Epoch, seq);
        return new Subscription
        {
            Head = head,
            Access = StreamAccess.All,
            View = new OpenStreamResponse { Head = head.ToMessage() },
        };
    }

    public async ValueTask<HistoryPage> Read(Caller caller, HistoryQuery query) => IsAuthor(caller)
        ? await _pipeline.ReadAsync(caller.Person, query)
        : new HistoryPage { Refusal = Refusal.NotAccessible() };

    public ValueTask<bool> Drop() => _pipeline.ForgetAsync();

    public async ValueTask<bool> ForgetDossier(PersonId author, StreamId dossier, Guid id)
    {
        Reply done = await _pipeline.SubmitAsync(new ForgetDossierCommand(
            author, _stream, dossier, id, () => _pipeline.AskAsync(0, static (_, cipher, _) => cipher), _services));
        bool isDone = Refusal.IsSettled(done);
        await (isDone ? _pipeline.RenewSnapshotAsync() : Task.CompletedTask);
        if (_pipeline.IsEmpty)
        {
            DeactivateOnIdle();
        }

        return isDone;
    }

    // A dossier erased since its reader was found may have had these memos forget it before this one was written.
    private async ValueTask<Reply> SaveAsync(
        PersonId person, SavePrivateMemoRequest request, SavePrivateMemoCommand command)
    {
        Reply saved = await _pipeline.SubmitAsync(command);
        _ = StreamId.TryFrom(request.Dossier, out StreamId dossier);
        try
        {
            if (saved.Error is not null || request.Text.Length == 0
                || await ErasedStreams.FindAsync(_services.Storage.Store, dossier) is null)
            {
                return saved;
            }
        }
        catch (StoreException failure)
        {
            return new Reply { Error = Refusal.Of(failure.Failure) };
        }

        return new Reply
        {
            Error = await ForgetDossier(person, dossier, RequestHash.Of(request.RequestId.Span))
                ? Refusal.NotAccessible("dossier")
                : Refusal.Unavailable(),
        };
    }

    // Asked of the list of who is in which circle, and not of the dossier: nobody there is to know.
    private async ValueTask<bool> IsReaderAsync(PersonId person, ByteString id)
    {
        _ = StreamId.TryFrom(id, out StreamId dossier);
        List<long> withheld = await _services.Storage.Store.ReadRowsAsync(
            Membership, row => row.Number(0), person.Value, dossier.Value);
        return withheld is [var bits] && (bits & (1L << (int)DataClass.Coordination)) == 0;
    }

    private bool IsAuthor(Caller caller) =>
        caller.ActedBy is null && StreamId.PrivateMemosOf(caller.Person) == _stream;
}

using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Delegations;
using Spico.Silo.Dossiers.Accesses;
using Spico.Silo.Dossiers.Appointments;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Dossiers.Consents;
using Spico.Silo.Dossiers.Forms;
using Spico.Silo.Dossiers.Identity;
using Spico.Silo.Dossiers.LifeLine;
using Spico.Silo.Dossiers.Plans;
using Spico.Silo.Dossiers.Rights;
using Spico.Silo.Files;
using Spico.Silo.People;
using Spico.Silo.Retention;
using Spico.Silo.Streams;
using Spico.Silo.Traces;

namespace Spico.Silo.Dossiers;

/// <summary>
/// A dossier: has the fields of what is asked checked, and leaves rights and rules to the commands, and the way of the
/// facts to the pipeline. Every answer to a caller passes <see cref="DossierTraces"/>.
/// </summary>
[Reentrant]
[GrainType("dossier")]
internal sealed partial class DossierGrain
    : Grain, IDossierGrain, IDossierNotes, IDossierPractices, IDossierDueTimes, IErasable, IDossierObjections,
        IOpenedStreamGrain
{
    private const string SnapshotName = "dossier.snapshot.v1";

    private readonly StreamId _stream;
    private readonly StreamServices _services;
    private readonly DossierServices _elsewhere;
    private readonly StreamPipeline<DossierState> _pipeline;
    private readonly DossierMarks _marks;
    private readonly FormDrafts _drafts;
    private readonly PlanDocuments _plans;
    private readonly DelegationCheck _delegations;
    private readonly AccessCheck _accesses;
    private readonly TraceStream _traceStream;
    private readonly DossierTraces _traces;
    private readonly StreamFiles<DossierState> _files;

    public DossierGrain(
        StreamServices services,
        IPeopleStore people,
        FormCatalog forms,
        TraceHeads heads,
        IOptions<RightsOptions> rights,
        FileServices files)
    {
        _stream = StreamKey.Parse(this.GetPrimaryKeyString());
        _services = services;
        _elsewhere = new DossierServices(GrainFactory, people, services, forms, rights.Value)
        {
            Files = new StreamFileHolds(
                _stream,
                () => _pipeline!.AskAsync(0, static (_, cipher, _) => cipher),
                files,
                GrainFactory,
                services.Time),
        };
        _delegations = new DelegationCheck(GrainFactory);
        var snapshots = new StreamSnapshots(services.Storage.Snapshots, SnapshotName, this.GetGrainId());
        _pipeline = new StreamPipeline<DossierState>(_stream, services, snapshots, DeactivateOnIdle);
        _marks = new DossierMarks(_stream, _pipeline, services);
        _accesses = new AccessCheck(_stream, _pipeline, _elsewhere);
        _drafts = new FormDrafts(_stream, _pipeline, services, forms);
        _plans = new PlanDocuments(_pipeline, people, services);
        _traceStream = new TraceStream(
            StreamId.TracesOf(_stream), services, heads, this.GetGrainId(), DeactivateOnIdle);
        _traces = new DossierTraces(_stream, _pipeline, _elsewhere, _traceStream);
        _files = new StreamFiles<DossierState>(_stream, _pipeline, files, services.Logger);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _pipeline.StopAsync();
        await _traceStream.StopAsync();
    }

    public async ValueTask<Reply> CarryOut(Caller caller, Command command) =>
        LetGoIfNothing(await _traces.KeepAsync(caller, command, await AnswerAsync(caller, command)));

    public async ValueTask<Subscription> Subscribe(Caller caller, IGatewayObserver gateway) =>
        await _traces.KeepAsync(caller, await OpenAsync(caller, gateway), gateway);

    public async ValueTask<Subscription> Follow(Caller caller, IGatewayObserver gateway)
    {
        Subscription opened = await OpenAsync(caller, gateway);
        return new Subscription
        {
            Refusal = opened.Refusal,
            Head = opened.Head,
            Access = opened.Access,
            Withheld = opened.Withheld,
        };
    }

    public ValueTask<bool> Closed(Caller caller, long opening, long upTo) => _traces.CloseAsync(caller, opening, upTo);

    public async ValueTask<bool> Lost(PersonId person, long opening)
    {
        bool isTraced = await _traces.LoseAsync(person, opening);
        LetGoIfNothing();
        return isTraced;
    }

    public async ValueTask<HistoryPage> Read(Caller caller, HistoryQuery query) =>
        await _traces.KeepAsync(caller, query, await PageAsync(caller, query));

    public async ValueTask<DossierFound> Find(PersonId asking)
    {
        await _accesses.SettleAsync(asking);
        (Error? refusal, DossierFound? found) = await _pipeline.AskAsync(asking, static (fold, person) =>
            new DossierFound(
                null, fold.Exists,
                fold.Exists && StreamId.TryFrom(fold.Identity.Patient.Id, out StreamId patient) ? patient : default,
                StreamId.TryFrom(fold.Identity.MergedInto, out StreamId into) ? into : null,
                fold.Identity.Absorbed.Count,
                fold.MayWrite(person, DataClass.Identity),
                [.. fold.Objections.Own],
                fold.Head.Seq));
        LetGoIfNothing();
        return found ?? new DossierFound(refusal, false, default, null, 0, false, []);
    }

    private async ValueTask<Reply> AnswerAsync(Caller caller, Command command)
    {
        (Error? ended, CareRole bound) = await AdmitAsync(caller);
        if (ended is not null)
        {
            return new Reply { Error = ended };
        }

        // Of classes that secretaries do not read.
        if (bound != CareRole.Unspecified
            && command.BodyCase is Command.BodyOneofCase.SaveFormDraft or Command.BodyOneofCase.ListFormDrafts
                or Command.BodyOneofCase.ReadPlanDocument or Command.BodyOneofCase.ReadTraces)
        {
            return new Reply { Error = Refusal.NotAccessible("dossier") };
        }

        switch (command.BodyCase)
        {
            case Command.BodyOneofCase.ChangeIdentity:
                return await ChangeIdentityAsync(caller, command.ChangeIdentity);
            case Command.BodyOneofCase.MarkDossierRead:
                return await StoreAsync(() => MarkAsync(caller.Person, command.MarkDossierRead));
            case Command.BodyOneofCase.OpenDossierConversation:
                return await StoreAsync(() => OpenConversationAsync(caller, command.OpenDossierConversation));
            case Command.BodyOneofCase.ReadLifeLine:
                return await StoreAsync(() => ReadLifeLineAsync(caller, bound, command.ReadLifeLine));
            case Command.BodyOneofCase.ReadTraces:
                return await StoreAsync(() => _traces.ReadAsync(caller, command.ReadTraces, _services.Storage));
            case Command.BodyOneofCase.SaveFormDraft:
                return await StoreAsync(() => _drafts.SaveAsync(caller.Person, command.SaveFormDraft));
            case Command.BodyOneofCase.ListFormDrafts:
                return await StoreAsync(() => _drafts.ListAsync(caller.Person));
            case Command.BodyOneofCase.ReadPlanDocument:
                return await StoreAsync(
                    () => _plans.MakeAsync(caller.Person, command.ReadPlanDocument.Version));
        }

        var call = new DossierCall(_stream, caller, command, _elsewhere, _services.Now) { Bound = bound };
        (Error? unfit, call) = await FetchAsync(call);
        if (unfit is not null)
        {
            return new Reply { Error = unfit };
        }

        if (DossierKinds.QueryOf(command) is { } query)
        {
            return await AskAsync(call, query);
        }

        Error? invalid = DossierKinds.TryRead(call, out IStreamCommand<DossierState>? change);
        if (change is null)
        {
            return new Reply { Error = invalid };
        }

        Reply reply = await _pipeline.SubmitAsync(_delegations.Of(caller, change)!);
        await _drafts.EndAsync(caller.Person, command, reply);
        return reply;
    }

    private async ValueTask<Subscription> OpenAsync(Caller caller, IGatewayObserver gateway)
    {
        (Error? ended, CareRole bound) = await AdmitAsync(caller);
        if (ended is not null)
        {
            return new Subscription { Refusal = ended };
        }

        (Error? refusal, Opening? opening) = await _pipeline.AskAsync(
            (caller.Person, gateway, WithheldBy(bound)), Open);
        if (refusal is not null || opening is null)
        {
            LetGoIfNothing();
            return new Subscription { Refusal = refusal ?? Refusal.NotAccessible() };
        }

        try
        {
            opening.View.ReadUpTo = (ulong)await _marks.FindAsync(caller.Person);
        }
        catch (StoreException failure)
        {
            return new Subscription { Refusal = Refusal.Of(failure.Failure) };
        }

        var head = new StreamPosition(_services.Storage.Log.Epoch, opening.Head);
        return new Subscription
        {
            Head = head,
            Access = opening.Access,
            Withheld = WithheldBy(bound),
            View = new OpenStreamResponse
            {
                Head = head.ToMessage(),
                DataClasses = { RightsTable.Current.Classes.Where(each => opening.Access.CanRead(each)) },
                Dossier = opening.View,
            },
        };
    }

    private async ValueTask<HistoryPage> PageAsync(Caller caller, HistoryQuery query)
    {
        (Error? ended, CareRole bound) = await AdmitAsync(caller);
        if (ended is not null)
        {
            return new HistoryPage { Refusal = ended };
        }

        HistoryPage page = await _pipeline.ReadAsync(caller.Person, query, WithheldBy(bound));
        LetGoIfNothing();
        return page;
    }

    // Who acts for somebody still may; and what the right hangs on elsewhere is as it was.
    private async ValueTask<(Error? Refusal, CareRole Bound)> AdmitAsync(Caller caller)
    {
        (Error? ended, DelegationStanding standing) = await _delegations.FindAsync(caller);
        if (ended is not null)
        {
            return (ended, default);
        }

        // Delegations withhold classes of conversations, which dossiers do not have one for one: nothing of them, then.
        if (standing.Withheld != 0)
        {
            return (Refusal.NotAccessible("on_behalf_of"), default);
        }

        try
        {
            await _accesses.SettleAsync(caller.Person);
            if (caller.ActedBy is { } actor && await IsObjectedToAsync(actor))
            {
                return (Refusal.NotAccessible("on_behalf_of"), default);
            }

            return (
                null,
                standing.Kind == DelegationKind.Secretary ? CareRole.Secretary : CareRole.Unspecified);
        }
        catch (StoreException failure)
        {
            return (Refusal.Of(failure.Failure), default);
        }
    }

    private static uint WithheldBy(CareRole bound) =>
        bound == CareRole.Unspecified ? 0 : RightsTable.Current.WithheldFrom(bound);

    private async ValueTask<Reply> AskAsync(DossierCall call, Func<DossierState, DossierCall, uint, Reply> query)
    {
        uint epoch = _services.Storage.Log.Epoch;
        (Error? refusal, Reply? answer) = await _pipeline.AskAsync(
            (call, query, epoch), static (fold, asked) => asked.query(fold, asked.call, asked.epoch));
        return refusal is null ? answer! : new Reply { Error = refusal };
    }

    private async ValueTask<Reply> ReadLifeLineAsync(Caller caller, CareRole bound, ReadLifeLineRequest request)
    {
        if (LifeLineReader.Check(request) is { } invalid)
        {
            return new Reply { Error = invalid };
        }

        (Error? refusal, StreamReading? reading) = await _pipeline.OpenReadingAsync(caller.Person, WithheldBy(bound));
        return reading is null
            ? new Reply { Error = refusal }
            : await LifeLineReader.ReadAsync(_services.Storage.Store, _stream, reading, request);
    }

    private static async ValueTask<Reply> StoreAsync(Func<ValueTask<Reply>> answer)
    {
        try
        {
            return await answer();
        }
        catch (StoreException failure)
        {
            return new Reply { Error = Refusal.Of(failure.Failure) };
        }
    }

    // The patient decides and the dossier is told: whoever is known there is the same everywhere.
    private async ValueTask<Reply> ChangeIdentityAsync(Caller caller, ChangeIdentityRequest request)
    {
        if (!StreamId.TryFrom(request.Dossier, out StreamId named) || named != _stream)
        {
            return new Reply { Error = Refusal.Invalid("dossier", "The 16 bytes of a dossier.") };
        }

        if (DossierLimits.CheckText(request.Reason, "reason", DossierLimits.ReasonCharacters) is { } invalid)
        {
            return new Reply { Error = invalid };
        }

        DossierFound here = await Find(caller.Person);
        Error? refusal = here.Refusal
            ?? (!here.MayWriteIdentity ? Refusal.NotAccessible("dossier") : null)
            ?? (here.MergedInto is not null ? Refusal.WrongState("The dossier was merged into another.") : null);
        return refusal is null
            ? await _elsewhere.Patient(here.Patient).Correct(caller, request)
            : new Reply { Error = refusal };
    }

    // Registers in the same turn that the head is taken in: every later fact is delivered.
    private Opening? Open(DossierState fold, (PersonId Person, IGatewayObserver Gateway, uint Withheld) about)
    {
        if (fold.RightOf(about.Person) is not { } right)
        {
            return null;
        }

        _services.FanOut.Register(_stream, about.Gateway);
        StreamAccess access = right.Access.Without(about.Withheld);
        return new Opening(fold.Head.Seq, access, fold.Show(access));
    }

    private Reply LetGoIfNothing(Reply reply)
    {
        LetGoIfNothing();
        return reply;
    }

    // Whoever tries ids must not fill the memory with dossiers that do not exist.
    private void LetGoIfNothing()
    {
        if (_pipeline.IsEmpty)
        {
            DeactivateOnIdle();
        }
    }

    private sealed record Opening(long Head, StreamAccess Access, DossierView View);
}

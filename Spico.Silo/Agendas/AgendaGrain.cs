using Google.Protobuf;
using Orleans.Concurrency;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Agendas.Feeds;
using Spico.Silo.Delegations;
using Spico.Silo.People;
using Spico.Silo.Retention;
using Spico.Silo.Streams;
using Spico.Silo.Traces;

namespace Spico.Silo.Agendas;

/// <summary>The agenda of a professional or of a structure.</summary>
[Reentrant]
[GrainType("agenda")]
internal sealed partial class AgendaGrain
    : Grain, IAgendaGrain, IAgendaNotes, IErasable, IForgetsDossiers, IOpenedStreamGrain
{
    private const string SnapshotName = "agenda.snapshot.v1";

    private readonly StreamId _stream;
    private readonly StreamServices _services;
    private readonly AgendaServices _elsewhere;
    private readonly StreamPipeline<AgendaState> _pipeline;
    private readonly DelegationCheck _delegations;
    private readonly FeedReads _feedReads;
    private readonly ListTraces _lists;
    private readonly AgendaTraces _traces;

    public AgendaGrain(StreamServices services, IPeopleStore people)
    {
        _stream = StreamKey.Parse(this.GetPrimaryKeyString());
        _services = services;
        _elsewhere = new AgendaServices(GrainFactory, people, services.Storage);
        _delegations = new DelegationCheck(GrainFactory);
        _feedReads = new FeedReads(services.Time);
        _lists = new ListTraces(GrainFactory);
        var snapshots = new StreamSnapshots(services.Storage.Snapshots, SnapshotName, this.GetGrainId());
        _pipeline = new StreamPipeline<AgendaState>(_stream, services, snapshots, DeactivateOnIdle);
        _traces = new AgendaTraces(_stream, _pipeline, GrainFactory);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _pipeline.StopAsync();

    public async ValueTask<Reply> CarryOut(Caller caller, Command command)
    {
        var call = new AgendaCall(_stream, caller, _elsewhere, _services.Now);
        Error? invalid;
        switch (command.BodyCase)
        {
            case Command.BodyOneofCase.ListAgenda:
                ListAgendaRequest asked = command.ListAgenda;
                return await _lists.KeepAsync(
                    caller,
                    command.BodyCase,
                    await AnswerAsync(caller, asked.Structure, () => ListAsync(call, asked)));
            case Command.BodyOneofCase.ChangeAgenda:
                return await ChangeAsync(call, command.ChangeAgenda);
            case Command.BodyOneofCase.SetAgendaFeed:
                invalid = SetFeedCommand.TryRead(
                    call, command.SetAgendaFeed, _services.Storage.MasterKey, out AgendaCommand? feed);
                return invalid is not null
                    ? new Reply { Error = invalid }
                    : await AnswerAsync(caller, command.SetAgendaFeed.Structure, () => SubmitAsync(caller, feed!));
            default:
                return new Reply { Error = Refusal.Unsupported() };
        }
    }

    public async ValueTask<Subscription> Subscribe(Caller caller, IGatewayObserver gateway) =>
        await _traces.KeepAsync(caller, await OpenAsync(caller, gateway), gateway);

    public async ValueTask<Subscription> Follow(Caller caller, IGatewayObserver gateway)
    {
        Subscription opened = await OpenAsync(caller, gateway);
        return new Subscription { Refusal = opened.Refusal, Head = opened.Head, Access = opened.Access };
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

    private async ValueTask<Subscription> OpenAsync(Caller caller, IGatewayObserver gateway)
    {
        if (await AdmitAsync(caller, null) is { } notTheirs)
        {
            return new Subscription { Refusal = notTheirs };
        }

        (Error? refusal, (long Head, AgendaView View)? opened) =
            await _pipeline.AskAsync((caller.Person, gateway), Open);
        if (refusal is not null || opened is null)
        {
            LetGoIfNothing();
            return new Subscription { Refusal = refusal ?? Refusal.NotAccessible() };
        }

        AgendaReader reader;
        try
        {
            reader = await FindReaderAsync(caller, opened.Value.View.Appointments);
        }
        catch (StoreException failure)
        {
            return new Subscription { Refusal = Refusal.Of(failure.Failure) };
        }

        var head = new StreamPosition(_services.Storage.Log.Epoch, opened.Value.Head);
        return new Subscription
        {
            Head = head,
            Access = StreamAccess.All,
            View = new OpenStreamResponse
            {
                Head = head.ToMessage(),
                DataClasses = { DataClass.Coordination },
                Agenda = reader.Show(opened.Value.View),
            },
        };
    }

    private async ValueTask<HistoryPage> PageAsync(Caller caller, HistoryQuery query)
    {
        if (await AdmitAsync(caller, null) is { } refusal)
        {
            return new HistoryPage { Refusal = refusal };
        }

        HistoryPage page = await _pipeline.ReadAsync(caller.Person, query);
        LetGoIfNothing();
        if (!Array.Exists(page.Facts, fact => fact.PulledBy == PulledBy.Everybody))
        {
            return page;
        }

        try
        {
            return (await FindReaderAsync(caller, AgendaTraces.AppointmentsIn(page))).Show(page);
        }
        catch (StoreException failure)
        {
            return new HistoryPage { Refusal = Refusal.Of(failure.Failure) };
        }
    }

    public ValueTask<bool> Drop() => _pipeline.ForgetAsync();

    public async ValueTask<FeedPage> ReadFeed(byte[] secret)
    {
        try
        {
            (Error? refusal, PersonId by) = await _pipeline.AskAsync(
                secret, static (fold, secret) => fold.IsFeed(secret) ? fold.FeedBy : default);
            // Of a structure's agenda it is whoever works there that has a link to it.
            refusal ??= by == default ? Refusal.NotAccessible() : await SettleStaffAsync(by);
            (refusal, FeedPage? page) = refusal is not null ? new Answer<FeedPage>(refusal, null)
                : await _pipeline.AskAsync(
                    (Reads: _feedReads, Stream: _stream, Secret: secret),
                    static (fold, asked) => asked.Reads.Read(fold, asked.Stream, asked.Secret));
            return page ?? new FeedPage(refusal, [], string.Empty);
        }
        catch (StoreException failure)
        {
            return new FeedPage(Refusal.Of(failure.Failure), [], string.Empty);
        }
        finally
        {
            LetGoIfNothing();
        }
    }

    // What is about a dossier is traced as if it had been asked of it, whatever became of it.
    private async ValueTask<Reply> ChangeAsync(AgendaCall call, ChangeAgendaRequest request)
    {
        ulong number = ChangeAgendaCommand.NumberIn(request);
        (Error? refusal, ByteString? dossier) = number == 0
            ? default
            : await _pipeline.AskAsync(number, static (fold, number) => fold.Find(number)?.Dossier);
        call = call with { Dossier = dossier };
        AgendaCommand? change = null;
        refusal ??= ChangeAgendaCommand.TryRead(call, request, out change);
        Reply reply = refusal is not null
            ? new Reply { Error = refusal }
            : await AnswerAsync(call.Caller, request.Structure, () => SubmitAsync(call.Caller, change!));
        LetGoIfNothing();
        ByteString[] about = ChangeAgendaCommand.DossiersIn(call, request);
        return about.Length == 0
            ? reply
            : await _lists.KeepAsync(call.Caller, Command.BodyOneofCase.ChangeAgenda, reply, about);
    }

    private async ValueTask<Reply> ListAsync(AgendaCall call, ListAgendaRequest request)
    {
        if ((call.CheckOwner(request.Person, request.Structure, request.Agenda)
            ?? AgendaPage.CheckRange(request.From, request.To)) is { } invalid)
        {
            return new Reply { Error = invalid };
        }

        Listed listed = await ReadAsync(call.Caller, request, fold => fold.RightOf(call.Caller.Person) is not null);
        if (listed.Refusal is { } refusal)
        {
            return new Reply { Error = refusal };
        }

        AgendaReader reader = await FindReaderAsync(call.Caller, listed.Appointments);
        return new Reply
        {
            ListAgenda = AgendaPage.Of(
                _stream, listed.Appointments, listed.TakesTime, reader, (request.From, request.To)),
        };
    }

    private ValueTask<AgendaReader> FindReaderAsync(Caller caller, IEnumerable<Appointment> appointments) =>
        _elsewhere.FindReaderAsync(caller, appointments.Select(one => one.Dossier));

    // What may be between two times, for who has the right to it. An agenda that was never written to is empty.
    private async ValueTask<Listed> ReadAsync(
        Caller caller, ListAgendaRequest request, Func<AgendaState, bool> isAllowed)
    {
        (Error? refusal, (bool IsAllowed, StreamCipher? Cipher, Predicate<Appointment> TakesTime) asked) =
            await _pipeline.AskAsync(
                (caller.Person, isAllowed),
                static (fold, cipher, asked) => (
                    fold.IsOwner(asked.Person) || asked.isAllowed(fold),
                    cipher,
                    (Predicate<Appointment>)fold.TakesTime));
        return refusal is not null || !asked.IsAllowed
            ? new Listed(refusal ?? Refusal.NotAccessible("agenda"), [], asked.TakesTime)
            : new Listed(
                null,
                asked.Cipher is null ? [] : await AgendaRows.ReadAsync(
                    _services.Storage.Store, _stream, asked.Cipher, request.From, request.To),
                asked.TakesTime);
    }

    private async ValueTask<Reply> AnswerAsync(
        Caller caller, ByteString structure, Func<ValueTask<Reply>> answer)
    {
        try
        {
            StructureId? named = StructureId.TryFrom(structure, out StructureId id) ? id : null;
            return await AdmitAsync(caller, named) is { } refusal ? new Reply { Error = refusal } : await answer();
        }
        catch (StoreException failure)
        {
            return new Reply { Error = Refusal.Of(failure.Failure) };
        }
        finally
        {
            LetGoIfNothing();
        }
    }

    private ValueTask<Reply> SubmitAsync(Caller caller, AgendaCommand command) =>
        _pipeline.SubmitAsync(_delegations.Of(caller, command)!);

    // Who works for the structure of an agenda has it: that becomes a fact when they come, and ends with one when they
    // come and work there no more, or when it becomes known that they do not.
    private async ValueTask<Error?> AdmitAsync(Caller caller, StructureId? named)
    {
        if (await _delegations.CheckAsync(caller) is { } ended)
        {
            return ended;
        }

        return await SettleStaffAsync(caller.Person, named);
    }

    private async ValueTask<Error?> SettleStaffAsync(PersonId person, StructureId? named = null)
    {
        (Error? refusal, (StructureId? Structure, bool IsStaff) known) = await _pipeline.AskAsync(
            person, static (fold, person) => (fold.Structure, SetStaffCommand.IsStaff(fold.ShareOf(person))));
        StructureId? structure = known.Structure
            ?? (named is { } one && StreamId.AgendaOf(one) == _stream ? one : null);
        if (refusal is not null || structure is not { } owner)
        {
            return refusal;
        }

        bool isStaff = await _elsewhere.WorksForAsync(person, owner);
        return isStaff == known.IsStaff
            ? null
            : (await _pipeline.SubmitAsync(new SetStaffCommand(_stream, person, owner, isStaff))).Error;
    }

    // Registers in the same turn that the head is taken in: every later fact is delivered.
    private (long Head, AgendaView View)? Open(AgendaState fold, (PersonId Person, IGatewayObserver Gateway) about)
    {
        if (fold.RightOf(about.Person) is null)
        {
            return null;
        }

        _services.FanOut.Register(_stream, about.Gateway);
        return (fold.Head.Seq, fold.Show());
    }

    // Whoever tries ids must not fill the memory with agendas that do not exist.
    private void LetGoIfNothing()
    {
        if (_pipeline.IsEmpty)
        {
            DeactivateOnIdle();
        }
    }

    private sealed record Listed(
        Error? Refusal, IReadOnlyList<Appointment> Appointments, Predicate<Appointment> TakesTime);
}

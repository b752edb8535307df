using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Agendas;
using Spico.Silo.Dossiers;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Agendas;
using Spico.Silo.Tests.Streams;
using Spico.Silo.Traces;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Traces;

/// <summary>What is open leaves two traces, also when it is an agenda, and when nobody is left to close it.</summary>
public sealed class OpeningTests(Cluster clinic) : IClassFixture<Cluster>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly Archive _archive = new(clinic);
    private readonly Office _office = new(clinic);

    [Fact]
    public async Task An_agenda_that_is_open_is_two_traces_and_one_for_what_is_told_of_a_dossier_meanwhile()
    {
        StreamId before = await _office.DossierAsync(_alice);
        StreamId during = await _office.DossierAsync(_alice);
        await BookAsync(before);
        IAgendaGrain agenda = _office.Grain(StreamId.AgendaOf(_alice));
        IGatewayObserver gateway = clinic.Observe(new TestGateway());
        Subscription opened = await agenda.Subscribe(Cluster.As(_alice), gateway);
        Assert.Null((await agenda.Follow(Cluster.As(_alice), gateway)).View);
        await BookAsync(during);
        long upTo = opened.Head.Seq + 1;
        HistoryPage live = await agenda.Read(
            Cluster.As(_alice), new HistoryQuery(opened.Head.Seq, false, 10, OpenedAt: opened.Head.Seq));
        Assert.Equal(upTo, Assert.Single(live.Facts).Seq);
        Assert.True(await agenda.Closed(Cluster.As(_alice), opened.Opening, upTo));
        Assert.True(await agenda.Closed(Cluster.As(_alice), opened.Opening, upTo));
        await agenda.Read(Cluster.As(_alice), new HistoryQuery(0, false, 10));
        Assert.NotNull((await agenda.Subscribe(Cluster.As(_bob), gateway)).Refusal);

        string beforeName = before.ToByteString().ToBase64();
        string duringName = during.ToByteString().ToBase64();
        Assert.Equal(
            [
                (Command.BodyOneofCase.OpenStream, (ulong)opened.Head.Seq, 0ul, beforeName),
                (Command.BodyOneofCase.ReadHistory, 0ul, 0ul, duringName),
                (Command.BodyOneofCase.CloseStream, (ulong)upTo, (ulong)opened.Opening, beforeName),
                (Command.BodyOneofCase.ReadHistory, 0ul, 0ul, $"{beforeName} {duringName}"),
            ],
            (await _archive.StoredAsync(_alice)).Select(trace => trace.Body.Trace)
                .Where(trace => trace.Kind == TraceKind.Listed).Select(trace => (
                (Command.BodyOneofCase)trace.Command,
                trace.To,
                trace.Opening,
                string.Join(' ', trace.Dossiers.Select(each => each.ToBase64())))));
        Assert.Equal(
            ErrorCode.NotAccessible, Assert.Single(await _archive.StoredAsync(_bob)).Body.Trace.Outcome);
        ReadTracesResponse told = await _archive.ReadAsync(_alice, during);
        Assert.Equal(
            [Command.BodyOneofCase.ReadHistory, Command.BodyOneofCase.ReadHistory],
            told.Entries.Where(entry => entry.Trace.Kind == TraceKind.Listed)
                .Select(entry => (Command.BodyOneofCase)entry.Trace.Command));
    }

    [Fact]
    public async Task What_a_lost_gateway_had_open_is_closed_once_and_says_so_and_one_that_was_cut_off_still_tells()
    {
        StreamId dossier = await _archive.OpenAsync(_alice);
        StreamId planned = await _office.DossierAsync(_alice);
        await BookAsync(planned);
        var falling = new TestGateway();
        var living = new TestGateway();
        IGatewayObserver gateway = clinic.Observe(falling);
        IGatewayObserver standing = clinic.Observe(living);
        IDossierGrain grain = _archive.Grain(dossier);
        Subscription opened = await grain.Subscribe(Cluster.As(_alice), gateway);
        Subscription closed = await grain.Subscribe(Cluster.As(_alice), gateway);
        Subscription elsewhere = await grain.Subscribe(Cluster.As(_alice), standing);
        Subscription agenda = await _office.Grain(StreamId.AgendaOf(_alice)).Subscribe(Cluster.As(_alice), gateway);
        await _archive.JoinAsync(_alice, dossier, _bob);
        Assert.True(await grain.Closed(Cluster.As(_alice), closed.Opening, 2));
        using LostGateways lost = ActivatorUtilities.CreateInstance<LostGateways>(clinic.Silos[0], clinic.Grains);
        await lost.LookAsync(TestContext.Current.CancellationToken);
        falling.OnMoved = () => throw new InvalidOperationException("gone");
        for (int i = 1; i < LostGateways.MissesMax; i++)
        {
            await lost.LookAsync(TestContext.Current.CancellationToken);
        }

        Assert.Single(await ClosingsAsync());
        await lost.LookAsync(TestContext.Current.CancellationToken);
        await lost.LookAsync(TestContext.Current.CancellationToken);
        Assert.True(await grain.Closed(Cluster.As(_alice), opened.Opening, 2));
        Assert.True(await grain.Closed(Cluster.As(_alice), opened.Opening, 2));
        Assert.Equal(
            [
                ((ulong)closed.Opening, false, 2ul),
                ((ulong)opened.Opening, true, 4ul),
                ((ulong)opened.Opening, false, 2ul),
            ],
            (await ClosingsAsync()).Select(trace => (trace.Opening, trace.Lost, trace.To)));
        AccessTrace taken = (await ClosingsAsync())[1];
        Assert.Equal(
            (_alice.ToByteString(), CareRole.Paramedical, "test"), (taken.Person, taken.Role, taken.Device));
        Assert.True(await _office.Grain(StreamId.AgendaOf(_alice)).Closed(
            Cluster.As(_alice), agenda.Opening, agenda.Head.Seq));
        Assert.Equal(
            [(TraceKind.Listed, true, (ulong)agenda.Opening), (TraceKind.Listed, false, (ulong)agenda.Opening)],
            (await _archive.StoredAsync(_alice)).Select(trace => trace.Body.Trace).TakeLast(2)
                .Select(list => (list.Kind, list.Lost, list.Opening)));

        Assert.True(await grain.Closed(Cluster.As(_alice), elsewhere.Opening, 4));
        Assert.Equal(4, (await ClosingsAsync()).Count);
        // Orleans keeps observers weakly.
        GC.KeepAlive(falling);
        GC.KeepAlive(living);

        async Task<List<AccessTrace>> ClosingsAsync() =>
        [
            .. (await _archive.StoredAsync(dossier)).Select(trace => trace.Body.Trace)
                .Where(trace => trace.Kind == TraceKind.Closed),
        ];
    }

    [Fact]
    public async Task An_opening_that_cannot_be_closed_holds_no_other_up_and_one_without_a_trace_is_forgotten()
    {
        var falling = new TestGateway();
        IGatewayObserver gateway = clinic.Observe(falling);
        List<StreamId> dossiers = [];
        for (int i = 0; i < 3; i++)
        {
            dossiers.Add(await _archive.OpenAsync(_alice));
            Assert.Null((await _archive.Grain(dossiers[^1]).Subscribe(Cluster.As(_alice), gateway)).Refusal);
        }

        var forgotten = new FollowingRows([TraceOpening.Of(StreamId.DossierOf(dossiers[0]), gateway)
            .RowOf(_alice, 7, new AccessTrace())])
        { Stream = dossiers[0], Person = _alice, Version = 1 };
        Assert.Equal(AppendOutcome.Durable, await _archive.Storage.Log.Keep(forgotten));
        StreamId first = dossiers.MinBy(dossier => dossier.ToString(), StringComparer.Ordinal);
        _archive.Store.OnReadOf = stream =>
            stream == StreamId.TracesOf(first) ? new InvalidDataException("broken") : null;
        using LostGateways lost = ActivatorUtilities.CreateInstance<LostGateways>(clinic.Silos[0], clinic.Grains);
        falling.OnMoved = () => throw new InvalidOperationException("gone");
        try
        {
            for (int i = 0; i < LostGateways.MissesMax; i++)
            {
                await lost.LookAsync(TestContext.Current.CancellationToken);
            }

            Assert.Equal([first], await OpenAsync());
        }
        finally
        {
            _archive.Store.OnReadOf = null;
        }

        await lost.LookAsync(TestContext.Current.CancellationToken);
        Assert.Empty(await OpenAsync());
        GC.KeepAlive(falling);

        async Task<IEnumerable<StreamId>> OpenAsync() => (await TraceOpening.ReadAsync(
            _archive.Storage.Store, gateway.GetGrainId().ToString(), default, LostGateways.PageOpenings))
            .Select(opening => opening.Stream);
    }

    [Fact]
    public async Task An_agenda_that_cannot_be_read_is_closed_all_the_same()
    {
        StreamId before = await _office.DossierAsync(_alice);
        await BookAsync(before);
        StreamId id = StreamId.AgendaOf(_alice);
        IAgendaGrain agenda = _office.Grain(id);
        Subscription opened = await agenda.Subscribe(Cluster.As(_alice), clinic.Observe(new TestGateway()));
        await clinic.DeactivateAsync(agenda);
        _archive.Store.OnReadOf = stream =>
            stream == id ? new StoreException(StoreFailure.Unavailable, "Down.") : null;
        try
        {
            Assert.True(await agenda.Closed(Cluster.As(_alice), opened.Opening, opened.Head.Seq));
        }
        finally
        {
            _archive.Store.OnReadOf = null;
        }

        AccessTrace closing = (await _archive.StoredAsync(_alice))[^1].Body.Trace;
        Assert.Equal((ulong)opened.Head.Seq, closing.To);
        Assert.Equal([before.ToByteString()], closing.Dossiers);
    }

    /// <summary>
    /// Goal: what a trace costs. Method: the commits of the store are counted, while many dossiers are read one after
    /// the other, and while they are read at once.
    /// </summary>
    [Fact]
    public async Task A_read_costs_one_commit_at_most_and_many_at_once_share_it()
    {
        const int Reads = 200;
        StreamId[] dossiers = [.. await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => _archive.OpenAsync(_alice)))];
        int commits = 0;
        _archive.Store.OnCommit = (_, commit) =>
        {
            Interlocked.Increment(ref commits);
            return commit();
        };
        try
        {
            foreach (StreamId dossier in dossiers)
            {
                await ReadAsync(dossier);
            }

            Assert.InRange(commits, 1, dossiers.Length);
            commits = 0;
            await Task.WhenAll(Enumerable.Range(0, Reads).Select(i => ReadAsync(dossiers[i % dossiers.Length])));
            Assert.InRange(commits, 1, Reads / 2);
        }
        finally
        {
            _archive.Store.OnCommit = null;
        }

        async Task ReadAsync(StreamId dossier)
        {
            Reply read = await _archive.AskAsync(
                _alice, dossier, new ReadCircleRequest { Dossier = dossier.ToByteString() });
            Assert.Null(read.Error);
        }
    }

    private async Task BookAsync(StreamId dossier)
    {
        AppointmentDetails visit = Planner.Details("2026-10-20T08:00");
        visit.Dossier = dossier.ToByteString();
        Assert.Null((await _office.ChangeAsync(_alice, new ChangeAgendaRequest { Book = visit })).Error);
    }
}

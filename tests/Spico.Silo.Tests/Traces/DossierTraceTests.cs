using Google.Protobuf;
using Google.Protobuf.Reflection;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Agendas;
using Spico.Silo.Dossiers;
using Spico.Silo.Dossiers.Dashboards;
using Spico.Silo.Dossiers.Tasks;
using Spico.Silo.Files;
using Spico.Silo.Patients;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;
using Spico.Silo.Traces;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Traces;

public sealed class DossierTraceTests(Cluster clinic) : IClassFixture<Cluster>
{
    private const int NumberFirst = 200;
    private const int NumberLast = 299;

    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly Archive _archive = new(clinic);

    private static IEnumerable<FieldDescriptor> Commands => Command.Descriptor.Oneofs[0].Fields
        .Where(each => each.FieldNumber is >= NumberFirst and <= NumberLast);

    // What goes across dossiers, hence not to the grain of one.
    private Dictionary<string, Func<PersonId, Task<Reply>>> Lists => new()
    {
        ["search_patients"] = async person => await clinic.Grains.GetGrain<IPatientsGrain>(0).Search(
            Cluster.As(person), new SearchPatientsRequest { Traits = Archive.Traits("Lacroix") }),
        ["list_tasks"] = async person => await clinic.Grains.GetGrain<IBoardGrain>(0).List(
            Cluster.As(person), new ListTasksRequest()),
        ["read_dashboard"] = async person => await clinic.Grains.GetGrain<IDashboardGrain>(0).Read(
            Cluster.As(person), new ReadDashboardRequest()),
        ["list_agenda"] = async person => await clinic.Grains
            .GetGrain<IAgendaGrain>(StreamKey.Of(StreamId.AgendaOf(person)))
            .CarryOut(Cluster.As(person), Archive.CommandOf(new ListAgendaRequest
            {
                Person = person.ToByteString(),
                From = 1_785_499_200_000,
                To = 1_785_585_600_000,
            })),
    };

    /// <summary>
    /// Goal: no command of dossiers is carried out without a trace, those that will be written later included. Method:
    /// each command that the contract has, empty but for the dossier, by a member and by somebody who is none.
    /// </summary>
    [Fact]
    public async Task Every_command_leaves_one_trace_also_when_it_is_refused()
    {
        StreamId dossier = await _archive.OpenAsync(_alice);
        foreach (FieldDescriptor field in Commands.Where(field => !Lists.ContainsKey(field.Name)))
        {
            IMessage request = field.MessageType.Parser.ParseFrom([]);
            field.MessageType.FindFieldByName("request_id")?.Accessor.SetValue(request, Archive.Id());
            field.MessageType.FindFieldByName("dossier")?.Accessor.SetValue(request, dossier.ToByteString());
            foreach (PersonId person in new[] { _alice, _bob })
            {
                int before = (await _archive.StoredAsync(dossier)).Count;
                Reply reply = await _archive.AskAsync(person, dossier, request);
                List<StoredTrace> after = await _archive.StoredAsync(dossier);
                Assert.True(after.Count == before + 1, $"{field.Name} left {after.Count - before} traces.");
                AccessTrace trace = after[^1].Body.Trace;
                Assert.Equal(
                    (TraceKind.Command, (uint)field.FieldNumber, person.ToByteString(), CareRole.Paramedical),
                    (trace.Kind, trace.Command, trace.Person, trace.Role));
                Assert.Equal(reply.Error?.Code ?? ErrorCode.Unspecified, trace.Outcome);
            }
        }
    }

    [Fact]
    public async Task Every_list_across_dossiers_leaves_one_trace_with_who_asked_for_it()
    {
        IEnumerable<string> lists = Commands
            .Where(field => field.MessageType.FindFieldByName("dossier") is null && field.Name != "create_dossier")
            .Where(field => NamesDossiers(Reply.Descriptor.FindFieldByNumber(field.FieldNumber).MessageType, []))
            .Select(field => field.Name);
        Assert.All(lists, list => Assert.True(Lists.ContainsKey(list), $"How is {list} traced? Add it to Lists."));
        foreach ((string name, Func<PersonId, Task<Reply>> list) in Lists)
        {
            int before = (await _archive.StoredAsync(_alice)).Count;
            Assert.Null((await list(_alice)).Error);
            List<StoredTrace> after = await _archive.StoredAsync(_alice);
            Assert.True(after.Count == before + 1, $"{name} left {after.Count - before} traces.");
            Assert.Equal(
                (TraceKind.Listed, (uint)Command.Descriptor.FindFieldByName(name).FieldNumber),
                (after[^1].Body.Trace.Kind, after[^1].Body.Trace.Command));
        }
    }

    private static bool NamesDossiers(MessageDescriptor message, HashSet<MessageDescriptor> seen) =>
        seen.Add(message) && message.Fields.InDeclarationOrder().Any(field =>
            field.Name is "dossier" or "dossiers"
            || (field.FieldType == FieldType.Message && NamesDossiers(field.MessageType, seen)));

    [Fact]
    public void What_the_grain_of_a_dossier_answers_to_callers_is_what_these_tests_look_at()
    {
        Assert.Equal(
            ["BeginDownload", "CarryOut", "Closed", "Follow", "Lend", "Read", "Subscribe"],
            typeof(DossierGrain).GetInterfaces()
                .Where(contract => typeof(IGrainWithStringKey).IsAssignableFrom(contract))
                .SelectMany(contract => contract.GetMethods())
                .Where(method => method.GetParameters().Any(parameter => parameter.ParameterType == typeof(Caller)))
                .Select(method => method.Name).Distinct().Order());
    }

    [Fact]
    public async Task A_file_that_is_asked_for_or_lent_leaves_a_trace_also_when_it_is_refused()
    {
        StreamId dossier = await _archive.OpenAsync(_alice);
        ByteString file = Archive.Id();
        Reply asked = await _archive.Grain(dossier).BeginDownload(
            Cluster.As(_bob), new BeginDownloadRequest { Stream = dossier.ToByteString(), Seq = 1, File = file });
        LentFile lent = await clinic.Grains
            .GetGrain<IFileLending>(_archive.Grain(dossier).GetGrainId())
            .Lend(Cluster.As(_alice), new FileReference { Stream = dossier.ToByteString(), Seq = 1, File = file });
        Assert.Equal(asked.Error.Code, lent.Refusal!.Code);
        Assert.Equal(
            [(_bob, asked.Error.Code), (_alice, asked.Error.Code)],
            (await _archive.StoredAsync(dossier)).Skip(1).Select(trace => (trace.Author, trace.Body.Trace.Outcome)));
        Assert.All(
            (await _archive.StoredAsync(dossier)).Skip(1).Select(trace => trace.Body.Trace),
            trace => Assert.Equal((file, 1ul, 1ul), (trace.File, trace.From, trace.To)));
    }

    [Fact]
    public async Task A_plan_that_is_read_as_a_document_leaves_a_trace_of_which()
    {
        StreamId dossier = await _archive.OpenAsync(_alice);
        await _archive.AskAsync(
            _alice, dossier, new ReadPlanDocumentRequest { Dossier = dossier.ToByteString(), Version = 3 });
        Assert.Equal(3u, (await _archive.StoredAsync(dossier))[^1].Body.Trace.Version);
    }

    [Fact]
    public async Task A_live_reading_is_two_traces_and_a_page_is_one()
    {
        StreamId dossier = await _archive.OpenAsync(_alice);
        IDossierGrain grain = _archive.Grain(dossier);
        IGatewayObserver gateway = clinic.Observe(new TestGateway());
        Subscription opened = await grain.Subscribe(Cluster.As(_alice), gateway);
        Assert.Equal(2, opened.Opening);
        Assert.Null((await grain.Follow(Cluster.As(_alice), gateway)).View);
        await _archive.JoinAsync(_alice, dossier, _bob);
        HistoryPage live = await grain.Read(Cluster.As(_alice), new HistoryQuery(2, false, 10, OpenedAt: 2));
        Assert.NotEmpty(live.Facts);
        HistoryPage resumed = await grain.Read(Cluster.As(_alice), new HistoryQuery(1, false, 1, OpenedAt: 2));
        Assert.Equal(2, Assert.Single(resumed.Facts).Seq);
        Assert.True(await grain.Closed(Cluster.As(_alice), opened.Opening, 4));
        Assert.True(await grain.Closed(Cluster.As(_alice), opened.Opening, 4));
        Assert.NotNull((await grain.Subscribe(Cluster.As(PersonId.New()), gateway)).Refusal);

        List<StoredTrace> traces = await _archive.StoredAsync(dossier);
        Assert.Equal(
            [
                (TraceKind.Command, 0, 2, 0, ErrorCode.Unspecified),
                (TraceKind.Opened, 0, 2, 0, ErrorCode.Unspecified),
                (TraceKind.Command, 0, 4, 0, ErrorCode.Unspecified),
                (TraceKind.Page, 2, 2, 0, ErrorCode.Unspecified),
                (TraceKind.Closed, 0, 4, 2, ErrorCode.Unspecified),
                (TraceKind.Opened, 0, 0, 0, ErrorCode.NotAccessible),
            ],
            traces.Select(trace => trace.Body.Trace).Select(
                trace => (trace.Kind, (int)trace.From, (int)trace.To, (int)trace.Opening, trace.Outcome)));
        Assert.All(traces.Zip(traces.Skip(1)), pair => Assert.Equal(
            pair.First.HashIn(StreamId.TracesOf(dossier)), pair.Second.Body.Previous.ToByteArray()));
    }

    [Fact]
    public async Task A_trace_says_for_whom_and_why()
    {
        StreamId dossier = await _archive.OpenAsync(_alice);
        Reply refused = await _archive.AskAsync(_alice, dossier, new MergeDossierRequest
        {
            RequestId = Archive.Id(),
            Dossier = dossier.ToByteString(),
            Into = dossier.ToByteString(),
            Reason = new string('é', 501),
        });
        Assert.NotNull(refused.Error);
        await _archive.Grain(dossier).CarryOut(
            Cluster.As(_alice) with { ActedBy = _bob },
            Archive.CommandOf(new ReadCircleRequest { Dossier = dossier.ToByteString() }));
        List<StoredTrace> traces = await _archive.StoredAsync(dossier);
        Assert.Equal(new string('é', 500), traces[1].Body.Trace.Reason);
        AccessTrace acted = traces[2].Body.Trace;
        Assert.Equal(
            (_bob.ToByteString(), _alice.ToByteString(), LegalBasis.Exchange, ErrorCode.NotAccessible, "test"),
            (acted.ActedBy, acted.Person, acted.Basis, acted.Outcome, acted.Device));
    }

    [Fact]
    public async Task Without_a_trace_there_is_no_answer()
    {
        StreamId dossier = await _archive.OpenAsync(_alice);
        int before = (await _archive.StoredAsync(dossier)).Count;
        _archive.Store.OnCommit = (batch, commit) =>
            batch.Appends.Exists(append => append.Stream.Kind == StreamKind.Trace)
                ? throw new StoreException(StoreFailure.StorageFull, "full")
                : commit();
        try
        {
            Reply reply = await _archive.AskAsync(
                _alice, dossier, new ReadCircleRequest { Dossier = dossier.ToByteString() });
            Assert.Equal((ErrorCode.StorageFull, null), (reply.Error.Code, reply.ReadCircle));
            HistoryPage page = await _archive.Grain(dossier).Read(Cluster.As(_alice), new HistoryQuery(0, false, 9));
            Assert.Equal((ErrorCode.StorageFull, 0), (page.Refusal!.Code, page.Facts.Length));
            Subscription opened = await _archive.Grain(dossier).Subscribe(
                Cluster.As(_alice), clinic.Observe(new TestGateway()));
            Assert.Equal((ErrorCode.StorageFull, null), (opened.Refusal!.Code, opened.View));
            Assert.Equal(ErrorCode.StorageFull, (await Lists["list_tasks"](_alice)).Error.Code);
        }
        finally
        {
            _archive.Store.OnCommit = null;
        }

        await _archive.AskAsync(_alice, dossier, new ReadCircleRequest { Dossier = dossier.ToByteString() });
        Assert.Equal(before + 1, (await _archive.StoredAsync(dossier)).Count);
    }

    [Fact]
    public async Task What_does_not_exist_has_no_traces()
    {
        StreamId nothing = StreamId.DossierOf(StreamId.PatientOf(Guid.NewGuid()));
        Reply reply = await _archive.AskAsync(
            _alice, nothing, new ReadTracesRequest { Dossier = nothing.ToByteString() });
        Assert.Equal(ErrorCode.NotAccessible, reply.Error.Code);
        Assert.Empty(await _archive.StoredAsync(nothing));
    }

    [Fact]
    public async Task Many_at_once_share_commits_and_make_one_chain()
    {
        StreamId dossier = await _archive.OpenAsync(_alice);
        int commits = 0;
        _archive.Store.OnCommit = async (_, commit) =>
        {
            commits++;
            return await commit();
        };
        var circle = new ReadCircleRequest { Dossier = dossier.ToByteString() };
        Reply[] replies = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(_ => _archive.AskAsync(_alice, dossier, circle)));
        _archive.Store.OnCommit = null;
        Assert.All(replies, reply => Assert.Null(reply.Error));
        List<StoredTrace> traces = await _archive.StoredAsync(dossier);
        Assert.Equal(201, traces.Count);
        Assert.InRange(commits, 1, 150);
        Assert.All(traces.Zip(traces.Skip(1)), pair => Assert.Equal(
            pair.First.HashIn(StreamId.TracesOf(dossier)), pair.Second.Body.Previous.ToByteArray()));
    }
}

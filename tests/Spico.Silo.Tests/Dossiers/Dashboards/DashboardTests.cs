using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Delegations;
using Spico.Silo.Dossiers;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;
using Spico.Silo.Tests.Traces;
using Spico.Testing;
using Section = Spico.Protocol.V1.DashboardSection;

namespace Spico.Silo.Tests.Dossiers.Dashboards;

public sealed class DashboardTests(DashboardClinic clinic) : IClassFixture<DashboardClinic>
{
    private const long HourMs = 3_600_000;

    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly PersonId _carol = PersonId.New();
    private readonly Archive _archive = new(clinic);

    [Fact]
    public async Task Tasks_are_the_persons_own_and_open_by_when_they_are_due_over_pages()
    {
        StreamId first = await OpenAsync(_bob);
        StreamId second = await OpenAsync(_bob);
        long now = clinic.Now;
        await DoAsync(first, DashboardClinic.Task(first, "second", now - 1, _bob));
        await DoAsync(second, DashboardClinic.Task(second, "last", 0, _bob));
        await DoAsync(second, DashboardClinic.Task(second, "first", now - HourMs, _bob));
        await DoAsync(second, DashboardClinic.Task(second, "third", now + HourMs, _bob));
        await DoAsync(second, DashboardClinic.Task(second, "of somebody else", now, _alice));
        await DoAsync(second, DashboardClinic.Task(second, "of nobody", now));
        List<(string Title, uint Count, uint Overdue)> pages = [];
        var page = new ReadDashboardRequest { Section = Section.Tasks, Limit = 1 };
        do
        {
            ReadDashboardResponse read = await clinic.ReadAsync(_bob, page);
            Assert.Null(read.Alerts);
            pages.Add((Assert.Single(read.Tasks.Entries).Task.Title, read.Tasks.Count, read.Tasks.Overdue));
            page.Cursor = read.Tasks.Next;
        }
        while (page.Cursor.Length > 0);

        Assert.Equal([("first", 4, 2), ("second", 3, 1), ("third", 2, 0), ("last", 1, 0)], pages);
    }

    [Fact]
    public async Task News_are_what_others_did_after_the_mark_and_the_reader_may_see()
    {
        clinic.People.Employ(_carol, "Assistante sociale");
        StreamId dossier = await OpenAsync(_bob, _carol);
        StreamId quiet = await OpenAsync(_bob, _carol);
        await MarkAsync(_bob, quiet);
        await MarkAsync(_bob, dossier);
        await MarkAsync(_carol, dossier);
        Assert.Empty((await clinic.ReadAsync(_bob)).News.Entries);
        await DoAsync(dossier, DashboardClinic.Stay(dossier));
        await DoAsync(dossier, Entry(dossier));
        DossierNews bobs = Assert.Single((await clinic.ReadAsync(_bob)).News.Entries);
        Assert.Equal((dossier.ToByteString(), 2u), (bobs.Dossier, bobs.Count));
        DossierNews carols = (await clinic.ReadAsync(_carol)).News.Entries.Single(one => one.Dossier == bobs.Dossier);
        Assert.Equal(1u, carols.Count);

        await Eventually.Becomes(
            "the admission", () => clinic.ReadAsync(_bob), read => read.Alerts.Count == 1, "one alert");

        // The newest first, page by page; what somebody did themselves is no news to them.
        await DoAsync(quiet, Entry(quiet));
        DashboardNews page = (await clinic.ReadAsync(_bob, News(""))).News;
        Assert.Equal((quiet.ToByteString(), 2u), (Assert.Single(page.Entries).Dossier, page.Count));
        page = (await clinic.ReadAsync(_bob, News(page.Next))).News;
        Assert.Equal((dossier.ToByteString(), ""), (Assert.Single(page.Entries).Dossier, page.Next));
        Assert.Empty((await clinic.ReadAsync(_alice)).News.Entries);

        static ReadDashboardRequest News(string cursor) => new() { Section = Section.News, Limit = 1, Cursor = cursor };
    }

    [Fact]
    public async Task Of_very_much_that_is_new_a_hundred_are_counted()
    {
        StreamId dossier = await OpenAsync(_bob);
        await Task.WhenAll(Enumerable.Range(0, 110).Select(_ => DoAsync(dossier, Entry(dossier))));
        Assert.Equal(100u, Assert.Single((await clinic.ReadAsync(_bob)).News.Entries).Count);
    }

    [Fact]
    public async Task Who_may_not_read_what_a_section_is_about_finds_it_empty()
    {
        clinic.People.Employ(_carol, "Assistante sociale");
        StreamId dossier = await OpenAsync(_bob, _carol);
        await DoAsync(dossier, DashboardClinic.Stay(dossier));
        await DoAsync(dossier, DashboardClinic.Task(dossier, "late", clinic.Now - 1));
        ReadDashboardResponse bobs = await Eventually.Becomes(
            "bob's dashboard", () => clinic.ReadAsync(_bob), read => read.Alerts.Count == 2, "two alerts");
        DashboardStay stay = Assert.Single(bobs.Stays.Entries);
        Assert.Equal(
            (dossier.ToByteString(), "CH de l'Exemple", 1u), (stay.Dossier, stay.Stay.Hospital, bobs.Stays.Count));
        ReadDashboardResponse carols = await clinic.ReadAsync(_carol);
        Assert.Equal((0, 0u), (carols.Stays.Entries.Count, carols.Stays.Count));
        Assert.Equal(
            (AlertRule.TaskOverdue, 1u), (Assert.Single(carols.Alerts.Entries).Alert.Rule, carols.Alerts.Count));
        ReadDashboardResponse strangers = await clinic.ReadAsync(PersonId.New());
        Assert.Equal(new DashboardAlerts(), strangers.Alerts);

        // A planned stay does not go on yet, and one that is over does not any more.
        await DoAsync(dossier, DashboardClinic.Stay(dossier, StayState.Planned));
        await DoAsync(dossier, new ChangeStayRequest
        {
            RequestId = DashboardClinic.Id(),
            Dossier = dossier.ToByteString(),
            Move = new StayMove
            {
                Stay = stay.Stay.Stay,
                From = StayState.Admitted,
                To = StayState.Discharged,
                Circumstances = StayCircumstances.MedicalDecision,
                Destination = StayDestination.Home,
            },
        });
        Assert.Empty((await clinic.ReadAsync(_bob)).Stays.Entries);
    }

    [Fact]
    public async Task A_secretary_finds_what_secretaries_read_and_who_stands_in_all_of_it()
    {
        StreamId dossier = await OpenAsync();
        await DoAsync(dossier, DashboardClinic.Stay(dossier));
        await DoAsync(dossier, DashboardClinic.Task(dossier, "mine", clinic.Now + HourMs, _alice));
        Assert.Equal((1, 0), await ForAliceAsync(_bob, DelegationKind.Secretary));
        Assert.Equal((1, 1), await ForAliceAsync(_carol, DelegationKind.Replacement));
        Reply stranger = await clinic.AskAsync(Cluster.As(_alice) with { ActedBy = PersonId.New() });
        Assert.Equal("on_behalf_of", stranger.Error.Field);

        async Task<(int Tasks, int Stays)> ForAliceAsync(PersonId person, DelegationKind kind)
        {
            Reply granted = await clinic.Grains
                .GetGrain<IDelegationGrain>(StreamKey.Of(StreamId.InboxOf(_alice)))
                .GrantDelegation(Cluster.As(_alice), new GrantDelegationRequest
                {
                    RequestId = DashboardClinic.Id(),
                    Person = person.ToByteString(),
                    Kind = kind,
                    Until = clinic.Now + HourMs,
                });
            Assert.Null(granted.Error);
            Reply read = await clinic.AskAsync(Cluster.As(_alice) with { ActedBy = person });
            return (read.ReadDashboard.Tasks.Entries.Count, read.ReadDashboard.Stays.Entries.Count);
        }
    }

    [Fact]
    public async Task An_alert_is_raised_when_its_time_comes_and_once_although_the_dossier_falls()
    {
        StreamId dossier = await OpenAsync(_bob);
        await DoAsync(dossier, DashboardClinic.Task(dossier, "late", clinic.Now + (3 * HourMs), _bob));
        Assert.Empty((await clinic.ReadAsync(_bob)).Alerts.Entries);
        await clinic.DeactivateAsync(_archive.Grain(dossier));
        clinic.Clock.Forward(TimeSpan.FromHours(3));
        ReadDashboardResponse bobs = await Eventually.Becomes(
            "bob's dashboard", () => clinic.ReadAsync(_bob), read => read.Alerts.Count == 1, "one alert");
        DashboardAlert alert = Assert.Single(bobs.Alerts.Entries);
        Assert.Equal(
            (dossier.ToByteString(), AlertRule.TaskOverdue, _bob.ToByteString()),
            (alert.Dossier, alert.Alert.Rule, alert.Alert.Person));
        for (int i = 0; i < 3; i++)
        {
            await clinic.DeactivateAsync(_archive.Grain(dossier));
            Assert.True(await clinic.Grains.GetGrain<IDossierDueTimes>(StreamKey.Of(dossier))
                .CarryOutDue(ConsequenceKind.AlertDue, _alice, i + 1, dueAt: 0));
        }

        Assert.Equal(alert, Assert.Single((await clinic.ReadAsync(_bob)).Alerts.Entries));
        Assert.Empty((await clinic.ReadAsync(_alice)).Alerts.Entries);
        HistoryPage told = await clinic.Inbox(_bob).Read(
            Cluster.As(_bob), new HistoryQuery(0, Backwards: false, 100));
        Notified notified = Assert.Single(
            told.Facts.Select(fact => Frame.Parser.ParseFrom(fact.Frame).Push.Fact.Notified),
            one => one?.Kind == NotificationKind.Alert)!;
        Assert.Equal(alert.Alert.Alert_, notified.Seq);
    }

    [Fact]
    public async Task Who_acknowledges_an_alert_is_rid_of_it_and_who_puts_it_off_until_then()
    {
        StreamId dossier = await OpenAsync(_bob);
        await DoAsync(dossier, DashboardClinic.Stay(dossier));
        Alert alert = (await Eventually.Becomes(
            "bob's dashboard", () => clinic.ReadAsync(_bob), read => read.Alerts.Count == 1, "one alert"))
            .Alerts.Entries[0].Alert;
        await DoAsync(dossier, DashboardClinic.Say(dossier, alert));
        await DoAsync(dossier, DashboardClinic.Say(dossier, alert, clinic.Now + HourMs), _bob);
        Assert.Empty((await clinic.ReadAsync(_alice)).Alerts.Entries);
        Assert.Empty((await clinic.ReadAsync(_bob)).Alerts.Entries);
        clinic.Clock.Forward(TimeSpan.FromHours(1));
        Assert.Equal(2, Assert.Single((await clinic.ReadAsync(_bob)).Alerts.Entries).Alert.Marks.Count);
        Assert.Empty((await clinic.ReadAsync(_alice)).Alerts.Entries);
    }

    [Theory]
    [InlineData("limit", 101u, 0, "")]
    [InlineData("section", 0u, 8, "")]
    [InlineData("section", 0u, -1, "")]
    [InlineData("cursor", 0u, 1, "?")]
    [InlineData("cursor", 0u, 1, "AAAA")]
    [InlineData("cursor", 0u, 0, "AAAA")]
    public async Task What_is_asked_for_is_checked(string field, uint limit, int section, string cursor)
    {
        var request = new ReadDashboardRequest { Limit = limit, Section = (Section)section, Cursor = cursor };
        Reply refused = await clinic.AskAsync(Cluster.As(_alice), request);
        Assert.Equal((Protocol.V1.ErrorCode.InvalidArgument, field), (refused.Error.Code, refused.Error.Field));
    }

    [Fact]
    public async Task A_dashboard_is_one_trace_that_names_the_dossiers_in_it()
    {
        StreamId shown = await OpenAsync(_bob);
        StreamId other = await OpenAsync();
        await DoAsync(shown, DashboardClinic.Stay(shown));
        await MarkAsync(_alice, other);
        await clinic.ReadAsync(_bob);
        AccessTrace trace = Assert.Single(await _archive.StoredAsync(_bob)).Body.Trace;
        Assert.Equal([shown.ToByteString()], trace.Dossiers);
        Assert.Equal(
            (TraceKind.Listed, (uint)Command.BodyOneofCase.ReadDashboard), (trace.Kind, trace.Command));
    }

    private async Task<StreamId> OpenAsync(params PersonId[] others)
    {
        StreamId dossier = await _archive.OpenAsync(_alice);
        foreach (PersonId other in others)
        {
            await _archive.JoinAsync(_alice, dossier, other);
        }

        return dossier;
    }

    private async Task DoAsync(StreamId dossier, IMessage request, PersonId? author = null) =>
        Assert.Null((await _archive.AskAsync(author ?? _alice, dossier, request)).Error);

    private async Task MarkAsync(PersonId person, StreamId dossier)
    {
        Subscription opened = await _archive.Grain(dossier).Subscribe(
            Cluster.As(person), clinic.Observe(new TestGateway()));
        await DoAsync(
            dossier,
            new MarkDossierReadRequest { Dossier = dossier.ToByteString(), UpTo = (ulong)opened.Head.Seq },
            person);
    }

    private static ChangeLiaisonRequest Entry(StreamId dossier) => new()
    {
        RequestId = DashboardClinic.Id(),
        Dossier = dossier.ToByteString(),
        Write = new NewLiaisonEntry { Kind = LiaisonKind.Observation, Text = "tout va bien" },
    };
}

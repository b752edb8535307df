using System.Text;
using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Delegations;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Dossiers.Tasks;
using Spico.Silo.Inboxes;
using Spico.Silo.Practices;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;
using Spico.Silo.Tests.Traces;
using Spico.Testing;

namespace Spico.Silo.Tests.Dossiers.Dashboards;

/// <summary>Which dossiers dashboards and boards show, to whom, and who is told that they changed.</summary>
public sealed class ListedDossiersTests(DashboardClinic clinic) : IClassFixture<DashboardClinic>
{
    private const long HourMs = 3_600_000;

    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly PersonId _carol = PersonId.New();
    private readonly Archive _archive = new(clinic);
    private readonly List<StreamId> _opened = [];

    [Fact]
    public async Task Whom_the_patient_objects_to_finds_nothing_of_the_dossier_in_lists_of_who_they_act_for()
    {
        StreamId dossier = await OpenAsync();
        StreamId other = await OpenAsync();
        PersonPractices carols = PracticeRules.Of(
            _carol, [new PracticeSituation { Profession = "Infirmière", StructureName = $"Cabinet {_carol}" }]);
        await clinic.People.SetPracticesAsync([carols]);
        await GrantAsync(_bob);
        await GrantAsync(_carol);
        await ReadAsync(_bob, dossier, other);

        ByteString toBob = await ObjectAsync(dossier, new NewObjection { Persons = { _bob.ToByteString() } });
        await ReadAsync(_bob, other);
        await ReadAsync(_carol, dossier, other);
        await ReadAsync(null, dossier, other);

        await ObjectAsync(dossier, new NewObjection { Structures = { carols.Practices[0].Structure } });
        await ReadAsync(_carol, other);

        // Who acts for a member is not one of the others, to all of whom the patient may object.
        await ObjectAsync(other, new NewObjection());
        await DoAsync(dossier, new ChangeObjectionRequest
        {
            RequestId = DashboardClinic.Id(),
            Dossier = dossier.ToByteString(),
            Lift = new ObjectionLift { Objection = toBob, Proof = "dit au cabinet" },
        });
        await ReadAsync(_bob, dossier, other);
        await ReadAsync(_carol, other);
    }

    [Fact]
    public async Task A_dossier_that_was_merged_is_shown_again_when_that_is_undone()
    {
        StreamId merged = await OpenAsync();
        StreamId main = await OpenAsync();
        await DoAsync(merged, new MergeDossierRequest
        {
            RequestId = DashboardClinic.Id(),
            Dossier = merged.ToByteString(),
            Into = main.ToByteString(),
            Reason = "la même personne",
        });
        await ReadAsync(null, main);
        await DoAsync(merged, new SeparateDossierRequest
        {
            RequestId = DashboardClinic.Id(),
            Dossier = merged.ToByteString(),
            Reason = "non",
        });
        await ReadAsync(null, merged, main);
    }

    [Fact]
    public async Task Who_leaves_a_circle_and_whom_an_objection_concerns_are_told_that_their_lists_changed()
    {
        StreamId dossier = await _archive.OpenAsync(_alice);
        await _archive.JoinAsync(_alice, dossier, _bob);
        await GrantAsync(_carol);
        var dave = PersonId.New();
        var erin = PersonId.New();
        await GrantAsync(erin, DataClass.Medical);
        await GrantAsync(_bob, dave);
        var bobs = new ActingFor(_bob, dave);
        TestGateway gateway = await WatchAsync();
        await ObjectAsync(dossier, new NewObjection { Persons = { _carol.ToByteString() } });
        await IsToldAsync(
            gateway,
            dossier,
            Fact.BodyOneofCase.ObjectionChanged,
            [_alice, _bob],
            new ActingFor(_alice, _carol),
            bobs);
        await DoAsync(dossier, new ChangeCircleRequest
        {
            RequestId = DashboardClinic.Id(),
            Dossier = dossier.ToByteString(),
            End = new EndCirclePeriod { Member = CircleMemberId.Of(_bob) },
        });
        await IsToldAsync(gateway, dossier, Fact.BodyOneofCase.CircleChanged, [_alice], bobs);
        await IsToldAsync(gateway, dossier, Fact.BodyOneofCase.CircleChanged, [_bob], bobs);

        // Of what is shown to all but carol she is not told; nobody is of what bob could read before.
        await DoAsync(dossier, DashboardClinic.Task(dossier, "late", clinic.Now + HourMs));
        Announcement card = await Eventually.Becomes(
            "the card is announced",
            () => gateway.Announcements.FirstOrDefault(one => PushOf(one).BoardChanged is { } board
                && board.Dossier == dossier.ToByteString()),
            found => found is not null,
            "a card") ?? throw new InvalidDataException();
        Assert.Equal([_alice], card.Persons);
        Assert.Empty(card.Acting);
        BoardChanged changed = PushOf(card).BoardChanged;
        Assert.Equal((changed.Seq, CareTaskState.Requested), (changed.Task, changed.State));
        Assert.DoesNotContain("late", Encoding.UTF8.GetString(card.Frame), StringComparison.Ordinal);
        GC.KeepAlive(gateway);
    }

    [Fact]
    public async Task The_board_of_a_structure_shows_what_it_was_asked_and_what_was_taken_there()
    {
        StreamId dossier = await OpenAsync();
        await _archive.JoinAsync(_alice, dossier, _bob);
        ByteString structure = DashboardClinic.Id();
        await clinic.People.SetPracticesAsync(
            [new PersonPractices(_bob, [new PracticeSituation { Structure = structure }])]);
        await _archive.JoinAsync(_alice, dossier, new BeginCirclePeriod
        {
            Structure = new CareStructure { Structure = structure, Name = "SSIAD" },
            Function = CareFunction.HomeHelp,
            Ground = new LegalGround { Basis = LegalBasis.Emergency, Reason = "chute" },
        });
        await DoAsync(dossier, DashboardClinic.Task(dossier, "à personne", clinic.Now + HourMs));
        foreach (string title in new[] { "demandée", "prise" })
        {
            ChangeTaskRequest asked = DashboardClinic.Task(dossier, title, clinic.Now + HourMs);
            asked.Create.Structure = structure;
            await DoAsync(dossier, asked);
        }

        ulong taken = Listed(await ListAsync(structure)).Single(task => task.Title == "prise").Task;
        await DoAsync(
            dossier,
            new ChangeTaskRequest
            {
                RequestId = DashboardClinic.Id(),
                Dossier = dossier.ToByteString(),
                Move = new CareTaskMove
                {
                    Task = taken,
                    From = CareTaskState.Requested,
                    To = CareTaskState.Accepted,
                },
            },
            _bob);
        Assert.Equal(["demandée", "prise"], Listed(await ListAsync(structure)).Select(task => task.Title).Order());
        Assert.Empty(Listed(await ListAsync(DashboardClinic.Id())));
        Assert.Equal("structure", (await ListAsync(ByteString.CopyFrom(1))).Error.Field);

        async Task<Reply> ListAsync(ByteString of) => await clinic.Grains.GetGrain<IBoardGrain>(0)
            .List(Cluster.As(_alice), new ListTasksRequest { Structure = of });

        static IEnumerable<CareTask> Listed(Reply reply) => reply.ListTasks.Tasks.Select(card => card.Task);
    }

    [Fact]
    public async Task Of_a_class_that_is_withheld_from_who_acts_no_card_is_announced_to_them()
    {
        StreamId dossier = await OpenAsync();
        await GrantAsync(_bob);
        await GrantAsync(_carol, DataClass.Medical);
        TestGateway gateway = await WatchAsync();
        await DoAsync(dossier, DashboardClinic.Task(dossier, "late", clinic.Now + HourMs));
        await Eventually.IsTrue("the card and the news of it are announced to bob alone", () => gateway.Announcements
            .Where(one => PushOf(one).BoardChanged?.Dossier == dossier.ToByteString())
            .Any(one => one.Acting.SequenceEqual([new ActingFor(_alice, _bob)])));
        GC.KeepAlive(gateway);
    }

    [Fact]
    public async Task What_somebody_has_read_is_told_to_their_devices_and_not_to_whom_the_patient_objects_to()
    {
        StreamId dossier = await OpenAsync();
        await GrantAsync(_bob);
        await GrantAsync(_carol);
        await ObjectAsync(dossier, new NewObjection { Persons = { _carol.ToByteString() } });
        TestGateway gateway = await WatchAsync();
        await DoAsync(dossier, new MarkDossierReadRequest { Dossier = dossier.ToByteString(), UpTo = 2 });
        Announcement read = await Eventually.Becomes(
            "alice is told",
            () => gateway.Announcements.FirstOrDefault(one => one.Persons.SequenceEqual([_alice])
                && PushOf(one).DashboardChanged is { Seq: 2, Sections: [DashboardSection.News] } changed
                && changed.Dossier == dossier.ToByteString()),
            found => found is not null,
            "of what she read") ?? throw new InvalidDataException();
        Assert.Equal([new ActingFor(_alice, _bob)], read.Acting);
        GC.KeepAlive(gateway);
    }

    private static Push PushOf(Announcement announcement) => Frame.Parser.ParseFrom(announcement.Frame).Push;

    private async Task<TestGateway> WatchAsync()
    {
        var gateway = new TestGateway();
        await clinic.Grains.GetGrain<IInboxWatchGrain>(0).Watch(clinic.Observe(gateway));
        return gateway;
    }

    private async Task IsToldAsync(
        TestGateway gateway, StreamId dossier, Fact.BodyOneofCase kind, PersonId[] persons, params ActingFor[] acting)
    {
        HistoryPage page = await _archive.Grain(dossier).Read(
            Cluster.As(_alice), new HistoryQuery(0, Backwards: false, 100));
        ulong seq = page.Facts.Select(fact => Frame.Parser.ParseFrom(fact.Frame).Push.Fact)
            .Last(fact => fact.BodyCase == kind).Seq;
        await Eventually.IsTrue($"{kind} is told", () => gateway.Announcements.Any(one =>
            PushOf(one).DashboardChanged is { Sections.Count: 0 } changed
            && changed.Dossier == dossier.ToByteString()
            && changed.Seq == seq
            && one.Persons.ToHashSet().SetEquals(persons)
            && one.Acting.ToHashSet().SetEquals(acting)));
    }

    // What each section, and the board, show to who acts for alice, or to herself.
    private async Task ReadAsync(PersonId? actor, params StreamId[] dossiers)
    {
        ByteString[] expected = [.. dossiers.Select(dossier => dossier.ToByteString()).OrderBy(id => id.ToBase64())];
        Caller caller = Cluster.As(_alice) with { ActedBy = actor };
        ReadDashboardResponse read = (await Eventually.Becomes(
            "the dashboard",
            () => clinic.AskAsync(caller),
            reply => reply.ReadDashboard.Alerts.Count == 2 * expected.Length,
            "two alerts a dossier")).ReadDashboard;
        Assert.Equal(
            ((uint)expected.Length, (uint)expected.Length, (uint)expected.Length, (uint)expected.Length),
            (read.Tasks.Count, read.Tasks.Overdue, read.Stays.Count, read.News.Count));
        Reply board = await clinic.Grains.GetGrain<IBoardGrain>(0).List(caller, new ListTasksRequest());
        IEnumerable<ByteString>[] shown =
        [
            read.Tasks.Entries.Select(one => one.Dossier),
            read.Stays.Entries.Select(one => one.Dossier),
            read.News.Entries.Select(one => one.Dossier),
            read.Alerts.Entries.Select(one => one.Dossier),
            board.ListTasks.Tasks.Select(one => one.Dossier),
        ];
        Assert.All(shown, found => Assert.Equal(expected, found.Distinct().OrderBy(id => id.ToBase64())));
        foreach (StreamId dossier in actor is null ? [] : _opened)
        {
            // The dossier itself says the same.
            Subscription opened = await _archive.Grain(dossier).Subscribe(
                caller, clinic.Observe(new TestGateway()));
            Assert.Equal(dossiers.Contains(dossier), opened.Refusal is null);
        }
    }

    // With an entry in each section of alice's: what bob wrote is news to her.
    private async Task<StreamId> OpenAsync()
    {
        StreamId dossier = await _archive.OpenAsync(_alice);
        PersonId author = PersonId.New();
        await _archive.JoinAsync(_alice, dossier, author);
        await DoAsync(dossier, DashboardClinic.Stay(dossier), author);
        await DoAsync(dossier, DashboardClinic.Task(dossier, "late", clinic.Now - 1, _alice), author);
        _opened.Add(dossier);
        return dossier;
    }

    private Task GrantAsync(PersonId person, params DataClass[] withheld) => GrantAsync(_alice, person, withheld);

    private async Task GrantAsync(PersonId by, PersonId person, params DataClass[] withheld)
    {
        Reply granted = await clinic.Grains.GetGrain<IDelegationGrain>(StreamKey.Of(StreamId.InboxOf(by)))
            .GrantDelegation(Cluster.As(by), new GrantDelegationRequest
            {
                RequestId = DashboardClinic.Id(),
                Person = person.ToByteString(),
                Kind = DelegationKind.Replacement,
                Until = clinic.Now + HourMs,
                Withheld = { withheld },
            });
        Assert.Null(granted.Error);
    }

    private async Task<ByteString> ObjectAsync(StreamId dossier, NewObjection objection)
    {
        (objection.Means, objection.Proof) = (ConsentMeans.Oral, "dit au cabinet");
        Reply changed = await _archive.AskAsync(_alice, dossier, new ChangeObjectionRequest
        {
            RequestId = DashboardClinic.Id(),
            Dossier = dossier.ToByteString(),
            Record = objection,
        });
        Assert.Null(changed.Error);
        return changed.ChangeObjection.Objection;
    }

    private async Task DoAsync(StreamId dossier, IMessage request, PersonId? author = null) =>
        Assert.Null((await _archive.AskAsync(author ?? _alice, dossier, request)).Error);
}

using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Agendas;
using Spico.Silo.Delegations;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Practices;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;
using Spico.Silo.Tests.Traces;
using Spico.Testing;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Agendas;

/// <summary>What is about a dossier is in an agenda for who reads that dossier, whoever has the agenda.</summary>
public sealed class AgendaRightsTests(Cluster clinic) : IClassFixture<Cluster>
{
    private readonly Office _office = new(clinic);
    private readonly Archive _archive = new(clinic);
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly PersonId _carol = PersonId.New();
    private readonly StructureId _house = StructureId.From(Guid.NewGuid());

    [Fact]
    public async Task Who_has_the_agenda_and_not_the_dossier_sees_when_and_of_what_kind_and_changes_nothing()
    {
        StreamId dossier = await _office.DossierAsync(_alice);
        ulong number = await BookAsync(_alice, About(dossier, recurs: true));
        await ShareAsync(_carol, AgendaAccess.Write);
        var gateway = new TestGateway();
        await AssertElidedAsync(Cluster.As(_carol), gateway);
        Assert.All(await _archive.StoredAsync(_carol), trace => Assert.Empty(trace.Body.Trace.Dossiers));
        foreach (ChangeAgendaRequest change in Changes(number))
        {
            change.Person = _alice.ToByteString();
            Assert.Equal(ErrorCode.NotAccessible, (await _office.ChangeAsync(_carol, change)).Error.Code);
        }

        // Live it is pushed to nobody as it stands.
        await BookAsync(_alice, About(dossier));
        await Eventually.Becomes(
            "the gateway is told", () => Task.FromResult(gateway.Facts.Count()), count => count == 1, "of one fact");
        Envelope live = gateway.Facts.Single();
        Assert.Equal(PulledBy.Everybody, live.PulledBy);
        Assert.NotNull(Frame.Parser.ParseFrom(live.Frame).Push.Fact.Elided);

        await _archive.JoinAsync(_alice, dossier, _carol);
        Assert.All((await ListAsync(Cluster.As(_carol))).Appointments, one => Assert.Equal("Visite", one.Title));
        Assert.Equal([dossier.ToByteString()], (await _archive.StoredAsync(_carol))[^1].Body.Trace.Dossiers);
        await ObjectAsync(dossier, _carol);
        await AssertElidedAsync(Cluster.As(_carol), gateway);
    }

    [Fact]
    public async Task Who_works_for_the_structure_sees_of_its_appointments_what_they_may_read()
    {
        StreamId dossier = await _office.DossierAsync(_alice);
        await WorksAsync(_alice, _house);
        await WorksAsync(_bob, _house);
        var book = new ChangeAgendaRequest { Structure = _house.ToByteString(), Book = About(dossier) };
        Assert.Null((await _office.ChangeAsync(_alice, book, StreamId.AgendaOf(_house))).Error);
        var list = new ListAgendaRequest { Structure = _house.ToByteString(), From = Office.From, To = Office.To };
        Reply bobs = await _office.Grain(StreamId.AgendaOf(_house))
            .CarryOut(Cluster.As(_bob), new Command { ListAgenda = list });
        Assert.Equal((true, ""), Told(Assert.Single(bobs.ListAgenda.Appointments)));
        Assert.Single(bobs.ListAgenda.Occurrences);
        List<LifeLineEntry> line = await Eventually.Becomes(
            "the life line shows it", () => _office.LifeLineAsync(_alice, dossier), all => all.Count == 1, "one entry");
        Assert.Equal(_house.ToByteString(), line[0].Structure);
        await _archive.JoinAsync(_alice, dossier, _bob);
        bobs = await _office.Grain(StreamId.AgendaOf(_house))
            .CarryOut(Cluster.As(_bob), new Command { ListAgenda = list });
        Assert.Equal((false, "Visite"), Told(Assert.Single(bobs.ListAgenda.Appointments)));
    }

    [Fact]
    public async Task Who_acts_for_the_owner_and_to_whom_the_patient_objects_neither_reads_nor_changes_it()
    {
        StreamId dossier = await _office.DossierAsync(_alice);
        ulong number = await BookAsync(_alice, About(dossier));
        await GrantAsync(_bob);
        Caller replacement = Cluster.As(_alice) with { ActedBy = _bob };
        Assert.Equal((false, "Visite"), Told(Assert.Single((await ListAsync(replacement)).Appointments)));
        await ObjectAsync(dossier, _bob);
        await AssertElidedAsync(replacement, new TestGateway());
        Assert.Equal((false, "Visite"), Told(Assert.Single((await ListAsync(Cluster.As(_alice))).Appointments)));
        Assert.Equal(ErrorCode.NotAccessible, (await MoveAsync(replacement, number)).Error.Code);
        Assert.Null((await MoveAsync(Cluster.As(_alice), number)).Error);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Who_reads_the_dossier_no_more_is_told_that_it_is_over_and_nothing_newer(bool isObjectedTo)
    {
        StreamId dossier = await _office.DossierAsync(_alice);
        await _archive.JoinAsync(_alice, dossier, _bob);
        ulong number = await BookAsync(_alice, About(dossier, recurs: true, _bob));
        ulong own = await BookAsync(_bob, About(dossier));
        await BobsAsync(number, one => one is { Elided: false, State: AppointmentState.Booked });
        await (isObjectedTo ? ObjectAsync(dossier, _bob) : LeaveAsync(dossier, _bob));
        Assert.All((await ListAsync(Cluster.As(_bob), _bob)).Appointments, one => Assert.True(one.Elided));
        Assert.Equal(ErrorCode.NotAccessible, (await AnswerAsync(number)).Error.Code);
        Reply moved = await _office.ChangeAsync(_bob, new ChangeAgendaRequest
        {
            Move = new AppointmentMove
            {
                Appointment = own,
                From = AppointmentState.Booked,
                To = AppointmentState.Cancelled,
            },
        });
        Assert.Equal(ErrorCode.NotAccessible, moved.Error.Code);

        Assert.Null((await SkipAsync(number, 1, "2026-10-21T08:00")).Error);
        Appointment over = await BobsAsync(number, one => one.State == AppointmentState.Cancelled);
        Assert.Empty(over.Changes);
        Assert.Null((await SkipAsync(number, 2, "2026-10-22T08:00")).Error);
        if (isObjectedTo)
        {
            return;
        }

        await _archive.JoinAsync(_alice, dossier, _bob);
        Assert.Null((await MoveAsync(Cluster.As(_alice), number)).Error);
        Appointment again = await BobsAsync(number, one => one is { Elided: false, State: AppointmentState.Arrived });
        Assert.Equal(2, again.Changes.Count);
    }

    [Fact]
    public async Task What_was_booked_before_a_merge_goes_on_where_it_was_and_nothing_is_booked_there_any_more()
    {
        StreamId main = await _office.DossierAsync(_alice);
        StreamId twin = await _office.DossierAsync(_alice);
        ulong number = await BookAsync(_alice, About(twin));
        await ShowsAsync(twin, AppointmentState.Booked);
        Assert.Null((await _archive.AskAsync(_alice, twin, new MergeDossierRequest
        {
            RequestId = Archive.Id(),
            Dossier = twin.ToByteString(),
            Into = main.ToByteString(),
            Reason = "Même personne",
        })).Error);
        Reply late = await _office.ChangeAsync(_alice, new ChangeAgendaRequest { Book = About(twin) });
        Assert.Equal(ErrorCode.WrongState, late.Error.Code);
        Assert.Null((await MoveAsync(Cluster.As(_alice), number)).Error);
        await ShowsAsync(twin, AppointmentState.Arrived);
    }

    [Fact]
    public async Task What_is_asked_of_an_agenda_about_a_dossier_is_traced_in_it_refused_or_not()
    {
        StreamId dossier = await _office.DossierAsync(_alice);
        ulong number = await BookAsync(_alice, About(dossier));
        Assert.NotNull((await _office.ChangeAsync(_bob, new ChangeAgendaRequest { Book = About(dossier) })).Error);
        Assert.NotNull((await AnswerAsync(number)).Error);
        Assert.Null((await MoveAsync(Cluster.As(_alice), number)).Error);
        await BookAsync(_alice, Planner.Details("2026-10-21T08:00"));
        Assert.Equal(
            [
                (_alice.ToByteString(), ErrorCode.Unspecified), (_bob.ToByteString(), ErrorCode.NotAccessible),
                (_bob.ToByteString(), ErrorCode.NotAccessible), (_alice.ToByteString(), ErrorCode.Unspecified),
            ],
            (await _archive.ReadAsync(_alice, dossier)).Entries.Select(entry => entry.Trace)
                .Where(trace => trace.Command == (uint)Command.BodyOneofCase.ChangeAgenda)
                .Select(trace => (trace.Person, trace.Outcome)));
        Assert.Equal(2, (await _archive.StoredAsync(_alice)).Count);
    }

    [Fact]
    public async Task Who_acts_for_somebody_is_named_in_the_dossier_and_in_the_agendas_of_participants()
    {
        StreamId dossier = await _office.DossierAsync(_alice);
        await _archive.JoinAsync(_alice, dossier, _bob);
        await GrantAsync(_carol);
        Caller replacement = Cluster.As(_alice) with { ActedBy = _carol };
        var book = new ChangeAgendaRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Person = _alice.ToByteString(),
            Book = About(dossier, recurs: false, _bob),
        };
        Reply booked = await _office.Grain(StreamId.AgendaOf(_alice))
            .CarryOut(replacement, new Command { ChangeAgenda = book });
        ByteString actor = _carol.ToByteString();
        Appointment bobs = await BobsAsync(booked.ChangeAgenda.Appointment, one => !one.Elided);
        Assert.Equal((_alice.ToByteString(), actor), (bobs.ChangedBy, bobs.ActedBy));
        await ShowsAsync(dossier, AppointmentState.Booked);
        HistoryPage page = await _archive.Grain(dossier).Read(
            Cluster.As(_alice), new HistoryQuery(0, Backwards: false, 100));
        Fact told = page.Facts.Select(fact => Frame.Parser.ParseFrom(fact.Frame).Push.Fact)
            .Single(fact => fact.AppointmentChanged is not null);
        Assert.Equal((_alice.ToByteString(), actor), (told.Author, told.ActedBy));

        Assert.Null((await MoveAsync(Cluster.As(_alice), booked.ChangeAgenda.Appointment)).Error);
        bobs = await BobsAsync(booked.ChangeAgenda.Appointment, one => one.State == AppointmentState.Arrived);
        Assert.Empty(bobs.ActedBy);
    }

    private static (bool IsElided, string Title) Told(Appointment appointment) =>
        (appointment.Elided, appointment.Title);

    private static AppointmentDetails About(StreamId dossier, bool recurs = false, params PersonId[] participants)
    {
        AppointmentDetails visit = Planner.Details("2026-10-20T08:00", participants);
        (visit.Title, visit.Note, visit.Place) = ("Visite", "plaie", "12 rue des Lilas");
        visit.Dossier = dossier.ToByteString();
        visit.Recurrence = recurs ? new Recurrence { Unit = RecurrenceUnit.Day, Count = 3 } : null;
        return visit;
    }

    private static IEnumerable<ChangeAgendaRequest> Changes(ulong number) =>
    [
        new ChangeAgendaRequest
        {
            Move = new AppointmentMove
            {
                Appointment = number,
                From = AppointmentState.Booked,
                To = AppointmentState.Cancelled,
            },
        },
        new ChangeAgendaRequest
        {
            MoveOccurrence = new OccurrenceMove
            {
                Appointment = number,
                Version = 1,
                Occurrence = Planner.Utc("2026-10-21T08:00"),
                Skip = true,
            },
        },
        new ChangeAgendaRequest
        {
            ChangeAppointment = new AppointmentChange
            {
                Appointment = number,
                Version = 1,
                Details = Planner.Details("2026-10-21T08:00"),
            },
        },
    ];

    // In the list, the opening and the pages alike.
    private async Task AssertElidedAsync(Caller caller, TestGateway gateway)
    {
        IAgendaGrain grain = _office.Grain(StreamId.AgendaOf(_alice));
        ListAgendaResponse list = await ListAsync(caller);
        Assert.NotEmpty(list.Occurrences);
        Subscription opened = await grain.Subscribe(caller, clinic.Observe(gateway));
        HistoryPage page = await grain.Read(caller, new HistoryQuery(0, Backwards: false, 100));
        Appointment[] shown =
        [
            .. list.Appointments,
            .. opened.View!.Agenda.Appointments,
            .. page.Facts.Select(fact => Frame.Parser.ParseFrom(fact.Frame).Push.Fact.AppointmentChanged?.Appointment)
                .OfType<Appointment>(),
        ];
        Assert.True(shown.Length >= 3);
        Assert.All(shown, one =>
        {
            Assert.Equal((true, AppointmentKind.Meeting, 60u), (one.Elided, one.Kind, one.Minutes));
            Assert.Equal(("", "", ""), (one.Title, one.Note, one.Place));
            Assert.True(one.Dossier.IsEmpty && one.Participants.Count == 0 && one.CreatedBy.IsEmpty);
        });
    }

    private async Task<ListAgendaResponse> ListAsync(Caller caller, PersonId? owner = null) =>
        (await _office.Grain(StreamId.AgendaOf(owner ?? _alice)).CarryOut(caller, new Command
        {
            ListAgenda = new ListAgendaRequest
            {
                Person = (owner ?? _alice).ToByteString(),
                From = Office.From,
                To = Office.To,
            },
        })).ListAgenda;

    private async Task<ulong> BookAsync(PersonId person, AppointmentDetails details)
    {
        Reply booked = await _office.ChangeAsync(person, new ChangeAgendaRequest { Book = details });
        Assert.Null(booked.Error);
        return booked.ChangeAgenda.Appointment;
    }

    private ValueTask<Reply> MoveAsync(Caller caller, ulong number) => _office.Grain(StreamId.AgendaOf(_alice))
        .CarryOut(caller, new Command
        {
            ChangeAgenda = new ChangeAgendaRequest
            {
                RequestId = RequestId.New().ToByteString(),
                Person = _alice.ToByteString(),
                Move = new AppointmentMove
                {
                    Appointment = number,
                    From = AppointmentState.Booked,
                    To = AppointmentState.Arrived,
                },
            },
        });

    private ValueTask<Reply> SkipAsync(ulong number, uint version, string occurrence) => _office.ChangeAsync(
        _alice,
        new ChangeAgendaRequest
        {
            MoveOccurrence = new OccurrenceMove
            {
                Appointment = number,
                Version = version,
                Occurrence = Planner.Utc(occurrence),
                Skip = true,
            },
        });

    private ValueTask<Reply> AnswerAsync(ulong number)
    {
        var agenda = StreamId.AgendaOf(_alice);
        return _office.ChangeAsync(
            _bob,
            new ChangeAgendaRequest
            {
                Agenda = agenda.ToByteString(),
                Answer = new AppointmentAnswer { Appointment = number, Answer = ParticipantAnswer.Accepted },
            },
            agenda);
    }

    private async Task<Appointment> BobsAsync(ulong number, Func<Appointment, bool> isSo)
    {
        ByteString from = StreamId.AgendaOf(_alice).ToByteString();
        Appointment? bobs = await Eventually.Becomes(
            "bob's agenda shows it",
            async () => (await ListAsync(Cluster.As(_bob), _bob)).Appointments
                .SingleOrDefault(one => one.Agenda == from && one.Appointment_ == number),
            one => one is not null && isSo(one),
            "as it is to be");
        return bobs!;
    }

    private Task ShowsAsync(StreamId dossier, AppointmentState state) => Eventually.Becomes(
        "the dossier shows it",
        () => _office.ViewAsync(_alice, dossier),
        view => view.Appointments.Count == 1 && view.Appointments[0].State == state,
        $"{state}");

    private async Task LeaveAsync(StreamId dossier, PersonId person) =>
        Assert.Null((await _archive.AskAsync(_alice, dossier, new ChangeCircleRequest
        {
            RequestId = Archive.Id(),
            Dossier = dossier.ToByteString(),
            End = new EndCirclePeriod { Member = CircleMemberId.Of(person) },
        })).Error);

    private async Task ShareAsync(PersonId with, AgendaAccess access) => Assert.Null((await _office.ChangeAsync(
        _alice,
        new ChangeAgendaRequest { Share = new AgendaShare { Person = with.ToByteString(), Access = access } })).Error);

    private async Task ObjectAsync(StreamId dossier, PersonId to) =>
        Assert.Null((await _archive.AskAsync(_alice, dossier, new ChangeObjectionRequest
        {
            RequestId = Archive.Id(),
            Dossier = dossier.ToByteString(),
            Record = new NewObjection
            {
                Persons = { to.ToByteString() },
                Means = ConsentMeans.Oral,
                Proof = "dit au cabinet",
            },
        })).Error);

    private async Task GrantAsync(PersonId to) => Assert.Null((await clinic.Grains
        .GetGrain<IDelegationGrain>(StreamKey.Of(StreamId.InboxOf(_alice)))
        .GrantDelegation(Cluster.As(_alice), new GrantDelegationRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Person = to.ToByteString(),
            Kind = DelegationKind.Replacement,
            Until = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + 3_600_000,
        })).Error);

    private Task WorksAsync(PersonId person, params StructureId[] structures) =>
        clinic.People.SetPracticesAsync([new PersonPractices(
            person,
            [.. structures.Select(one => new PracticeSituation { Structure = one.ToByteString() })])]);
}

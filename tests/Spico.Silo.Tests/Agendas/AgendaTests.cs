using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Agendas;
using Spico.Silo.Dossiers;
using Spico.Silo.Patients;
using Spico.Silo.Practices;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;
using Spico.Testing;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Agendas;

public sealed class AgendaTests(Cluster clinic) : IClassFixture<Cluster>
{
    private static readonly long From = Planner.Utc("2026-10-19T00:00");
    private static readonly long To = Planner.Utc("2026-10-31T00:00");

    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly PersonId _carol = PersonId.New();
    private readonly StructureId _house = StructureId.From(Guid.NewGuid());

    [Fact]
    public async Task An_appointment_is_in_the_agendas_of_its_participants_as_it_stands()
    {
        RequestId request = RequestId.New();
        Reply booked = await ChangeAsync(
            _alice, new ChangeAgendaRequest { Book = Planner.Details("2026-10-20T08:00", _bob) }, request: request);
        Assert.Equal(booked, await ChangeAsync(
            _alice, new ChangeAgendaRequest { Book = Planner.Details("2026-10-20T08:00", _bob) }, request: request));
        ulong number = booked.ChangeAgenda.Appointment;
        Appointment bobs = await BobsAsync(1);
        Assert.Equal((number, "Réunion de suivi"), (bobs.Appointment_, bobs.Title));

        Assert.Null((await AnswerAsync(_bob, number, ParticipantAnswer.Declined)).Error);
        Assert.Equal(ErrorCode.NotAccessible, (await AnswerAsync(_carol, number, ParticipantAnswer.Accepted)).Error.Code);
        await BobsAsync(2);
        Assert.Equal(ErrorCode.NotAccessible, (await ListAsync(_bob, _alice)).Error.Code);
        Assert.Equal(
            ParticipantAnswer.Declined,
            Assert.Single((await ListAsync(_alice, _alice)).ListAgenda.Appointments).Participants[0].Answer);

        // Of two who change what both have seen, one is told of the other; who said no is asked about the new time.
        AppointmentChange change = new()
        {
            Appointment = number,
            Version = 2,
            Details = Planner.Details("2026-10-21T08:00", _bob, _carol),
        };
        Assert.Null((await ChangeAsync(_alice, new ChangeAgendaRequest { ChangeAppointment = change })).Error);
        Error late = (await ChangeAsync(_alice, new ChangeAgendaRequest { ChangeAppointment = change })).Error;
        Assert.Equal((ErrorCode.Taken, _alice.ToByteString()), (late.Code, late.Person));
        bobs = await BobsAsync(3);
        Assert.Equal(
            (Planner.Utc("2026-10-21T08:00"), ParticipantAnswer.Unspecified),
            (bobs.StartsAt, bobs.Participants[0].Answer));

        change = new AppointmentChange
        {
            Appointment = number,
            Version = 3,
            Details = Planner.Details("2026-10-21T08:00", _carol),
        };
        Assert.Null((await ChangeAsync(_alice, new ChangeAgendaRequest { ChangeAppointment = change })).Error);
        Assert.Equal(AppointmentState.Cancelled, (await BobsAsync(4)).State);
        await Eventually.Becomes(
            "bob is notified of what is new, at another time and off",
            () => NotifiedAsync(_bob),
            told => told.Count(kind => kind == NotificationKind.Appointment) == 3,
            "three times");
    }

    [Fact]
    public async Task An_appointment_of_a_patient_is_in_the_dossier_and_for_its_circle_alone()
    {
        StreamId dossier = await DossierAsync();
        AppointmentDetails visit = Planner.Details("2026-10-20T08:00");
        visit.Dossier = dossier.ToByteString();
        Error stranger = (await ChangeAsync(_bob, new ChangeAgendaRequest { Book = visit })).Error;
        Assert.Equal((ErrorCode.NotAccessible, "book.dossier"), (stranger.Code, stranger.Field));
        AppointmentDetails withStranger = visit.Clone();
        withStranger.Participants.Add(new Participant { Person = _bob.ToByteString() });
        Assert.Equal("book.participants", (await ChangeAsync(_alice, new ChangeAgendaRequest { Book = withStranger })).Error.Field);

        Reply booked = await ChangeAsync(_alice, new ChangeAgendaRequest { Book = visit });
        ulong number = booked.ChangeAgenda.Appointment;
        await Eventually.Becomes(
            "the dossier shows it",
            () => ViewAsync(dossier),
            view => view.Appointments.Count == 1 && view.Appointments[0].Appointment_ == number,
            "the appointment");
        Assert.Null((await ChangeAsync(_alice, new ChangeAgendaRequest
        {
            Move = new AppointmentMove
            {
                Appointment = number,
                From = AppointmentState.Booked,
                To = AppointmentState.Cancelled,
            },
        })).Error);
        List<LifeLineEntry> line = await Eventually.Becomes(
            "the life line shows when it was to be, and that it is off",
            () => LifeLineAsync(dossier),
            entries => entries.Count == 2,
            "two entries");
        Assert.Equal(Planner.Utc("2026-10-20T08:00"), line.MinBy(entry => entry.Seq)!.HappenedAt);
        Assert.Equal(AppointmentState.Cancelled, (await ViewAsync(dossier)).Appointments[0].State);
    }

    [Fact]
    public async Task A_structure_s_agenda_is_of_those_who_work_there_as_long_as_they_do()
    {
        Assert.Equal(ErrorCode.NotAccessible, (await ListHouseAsync(_alice)).Error.Code);
        await WorksAsync(_alice, _house);
        var book = new ChangeAgendaRequest
        {
            Structure = _house.ToByteString(),
            Book = Planner.Details("2026-10-20T08:00"),
        };
        Assert.Null((await ChangeAsync(_alice, book, StreamId.AgendaOf(_house))).Error);
        await WorksAsync(_bob, _house);
        Assert.Single((await ListHouseAsync(_bob)).ListAgenda.Occurrences);
        IAgendaGrain grain = Grain(StreamId.AgendaOf(_house));
        Subscription opened = await grain.Subscribe(Cluster.As(_bob), clinic.Observe(new TestGateway()));
        Assert.Equal(2, opened.View!.Agenda.Shares.Count);

        await WorksAsync(_bob);
        Assert.Equal(ErrorCode.NotAccessible, (await ListHouseAsync(_bob)).Error.Code);
        Assert.Equal(
            ErrorCode.NotAccessible,
            (await grain.Subscribe(Cluster.As(_bob), clinic.Observe(new TestGateway()))).Refusal!.Code);

        await clinic.DeactivateAsync(grain);
        Subscription again = await grain.Subscribe(Cluster.As(_alice), clinic.Observe(new TestGateway()));
        Assert.Equal(_alice.ToByteString(), Assert.Single(again.View!.Agenda.Shares).Person);
        Assert.Single(again.View.Agenda.Appointments);
    }

    [Fact]
    public async Task An_agenda_is_shared_by_its_owner_for_what_they_say()
    {
        await ChangeAsync(_alice, new ChangeAgendaRequest { Book = Planner.Details("2026-10-20T08:00") });
        AppointmentDetails more = Planner.Details("2026-10-20T12:00");
        foreach ((AgendaAccess access, bool finds, bool reads, bool writes) in new[]
        {
            (AgendaAccess.Unspecified, false, false, false), (AgendaAccess.Busy, true, false, false),
            (AgendaAccess.Read, true, true, false), (AgendaAccess.Write, true, true, true),
            (AgendaAccess.Unspecified, false, false, false),
        })
        {
            Assert.Null((await ShareAsync(_alice, _bob, access)).Error);
            Assert.Equal(finds, (await FreeAsync(_bob, _alice)).Error is null);
            Assert.Equal(reads, (await ListAsync(_bob, _alice)).Error is null);
            Assert.Equal(writes, (await ChangeAsync(
                _bob, new ChangeAgendaRequest { Person = _alice.ToByteString(), Book = more })).Error is null);
        }

        Assert.Equal(ErrorCode.NotAccessible, (await ShareAsync(_bob, _carol, AgendaAccess.Read)).Error.Code);
        Assert.Equal(ErrorCode.WrongState, (await ShareAsync(_alice, _alice, AgendaAccess.Read)).Error.Code);
    }

    [Fact]
    public async Task A_series_shows_what_overlaps_and_leaves_free_what_it_does_not_take()
    {
        AppointmentDetails daily = Planner.Details("2026-10-23T07:00");
        daily.Recurrence = new Recurrence { Unit = RecurrenceUnit.Day, Count = 5 };
        ulong number = (await ChangeAsync(_alice, new ChangeAgendaRequest { Book = daily })).ChangeAgenda.Appointment;
        await ChangeAsync(_alice, new ChangeAgendaRequest { Book = Planner.Details("2026-10-26T08:30") });
        await ChangeAsync(_alice, new ChangeAgendaRequest { Book = Planner.Details("2026-10-27T09:00") });
        ListAgendaResponse page = (await ListAsync(_alice, _alice)).ListAgenda;
        Assert.Equal(
            [0u, 0, 0, 1, 1, 0, 0], page.Occurrences.Select(one => one.Overlaps));

        Reply moved = await ChangeAsync(_alice, new ChangeAgendaRequest
        {
            MoveOccurrence = new OccurrenceMove
            {
                Appointment = number,
                Version = 1,
                Occurrence = Planner.Utc("2026-10-26T08:00"),
                StartsAt = Planner.Utc("2026-10-26T15:00"),
            },
        });
        Assert.Null(moved.Error);
        Assert.Equal("move_occurrence.occurrence", (await ChangeAsync(_alice, new ChangeAgendaRequest
        {
            MoveOccurrence = new OccurrenceMove
            {
                Appointment = number,
                Version = 2,
                Occurrence = Planner.Utc("2026-10-26T07:00"),
                Skip = true,
            },
        })).Error.Field);
        page = (await ListAsync(_alice, _alice)).ListAgenda;
        Assert.All(page.Occurrences, one => Assert.Equal(0u, one.Overlaps));

        // Monday 26 October, nine to five in winter: the meeting from half past nine, the visit at four.
        Assert.Equal(
            [("2026-10-26T09:30", "2026-10-26T15:00")],
            (await FreeAsync(_alice, _alice)).FindFreeTimes.Times
                .Select(time => (Planner.Say(time.From), Planner.Say(time.To))));
    }

    [Fact]
    public async Task A_link_is_made_once_read_by_who_has_it_and_taken_away()
    {
        await ChangeAsync(_alice, new ChangeAgendaRequest { Book = Planner.Details("2026-10-20T08:00") });
        RequestId request = RequestId.New();
        string path = (await FeedAsync(_alice, true, request)).SetAgendaFeed.Path;
        Assert.Equal(path, (await FeedAsync(_alice, true, request)).SetAgendaFeed.Path);
        FeedPage page = await ReadFeedAsync(path);
        Assert.Null(page.Refusal);
        Assert.Equal(page.Tag, (await ReadFeedAsync(path)).Tag);
        await ChangeAsync(_alice, new ChangeAgendaRequest { Book = Planner.Details("2026-10-21T08:00") });
        Assert.NotEqual(page.Tag, (await ReadFeedAsync(path)).Tag);

        string other = (await FeedAsync(_alice, true)).SetAgendaFeed.Path;
        Assert.NotEqual(path, other);
        Assert.Equal(ErrorCode.NotAccessible, (await ReadFeedAsync(path)).Refusal!.Code);
        await clinic.DeactivateAsync(Grain(StreamId.AgendaOf(_alice)));
        Assert.Null((await ReadFeedAsync(other)).Refusal);
        for (int i = 1; i < AgendaLimits.FeedReads; i++)
        {
            await ReadFeedAsync(other);
        }

        Error often = (await ReadFeedAsync(other)).Refusal ?? (await ReadManyAsync(other));
        Assert.Equal((ErrorCode.RateLimited, (ulong)AgendaLimits.FeedReads), (often.Code, often.Limit));
        Assert.Empty((await FeedAsync(_alice, false)).SetAgendaFeed.Path);
        Assert.Equal(ErrorCode.NotAccessible, (await ReadFeedAsync(other)).Refusal!.Code);
        Assert.Equal(ErrorCode.NotAccessible, (await FeedAsync(_bob, true, owner: _alice)).Error.Code);
    }

    [Fact]
    public async Task A_field_with_a_value_it_cannot_have_is_named()
    {
        foreach ((string field, Action<AppointmentDetails> spoil) in new (string, Action<AppointmentDetails>)[]
        {
            ("book.kind", one => one.Kind = (AppointmentKind)99),
            ("book.state", one => one.State = AppointmentState.Cancelled),
            ("book.title", one => one.Title = new string('é', AgendaLimits.TitleCharacters + 1)),
            ("book.note", one => one.Note = new string('é', AgendaLimits.NoteCharacters + 1)),
            ("book.place", one => one.Place = new string('é', AgendaLimits.TitleCharacters + 1)),
            ("book.starts_at", one => one.StartsAt = -1),
            ("book.starts_at", one => one.StartsAt = long.MaxValue),
            ("book.minutes", one => one.Minutes = 0),
            ("book.minutes", one => one.Minutes = AgendaLimits.Minutes + 1),
            ("book.dossier", one => one.Dossier = _alice.ToByteString()),
            ("book.time_zone", one => one.TimeZone = "Europe/Nulle-Part"),
            ("book.participants", one => one.Participants.Add(new Participant { Person = _alice.ToByteString() })),
            ("book.participants", one => one.Participants.Add(
                new Participant { Person = clinic.People.Nobody().ToByteString() })),
            ("book.participants", one => one.Participants.Add(Enumerable.Range(0, AgendaLimits.Participants + 1)
                .Select(_ => new Participant { Person = PersonId.New().ToByteString() }))),
            ("book.recurrence.unit", one => one.Recurrence = new Recurrence()),
            ("book.recurrence.every", one => one.Recurrence = Daily(AgendaLimits.Every + 1)),
            ("book.recurrence.count", one => one.Recurrence = Daily(1, AgendaLimits.Count + 1)),
            ("book.recurrence.until", one => one.Recurrence = Daily(1, 0, one.StartsAt - 1)),
            ("book.recurrence.until", one => one.Recurrence = Daily(1, 2, one.StartsAt + 1)),
            ("book.recurrence.weekdays", one => one.Recurrence = new Recurrence
            {
                Unit = RecurrenceUnit.Week,
                Weekdays = { 3 },
            }),
            ("book.recurrence.by_weekday", one => one.Recurrence = new Recurrence
            {
                Unit = RecurrenceUnit.Day,
                ByWeekday = true,
            }),
            ("book.recurrence", one =>
            {
                // The second half past two of that night in Paris.
                one.StartsAt = Planner.Utc("2026-10-25T01:30");
                one.Recurrence = Daily(1);
            }),
        })
        {
            AppointmentDetails details = Planner.Details("2026-10-20T08:00");
            spoil(details);
            Assert.Equal(field, (await ChangeAsync(_alice, new ChangeAgendaRequest { Book = details })).Error.Field);
        }

        Assert.Equal("change", (await ChangeAsync(_alice, new ChangeAgendaRequest())).Error.Field);
        Assert.Equal("to", (await ListAsync(_alice, _alice, From, From)).Error.Field);
        Assert.Equal("to", (await ListAsync(_alice, _alice, From, From + (63 * TimeSpan.MillisecondsPerDay))).Error.Field);
        Assert.Equal("from", (await ListAsync(_alice, _alice, 0, 1)).Error.Field);
        Assert.Equal("persons", (await FreeAsync(_alice)).Error.Field);
    }

    private static Recurrence Daily(uint every, uint count = 0, long until = 0) =>
        new() { Unit = RecurrenceUnit.Day, Every = every, Count = count, Until = until };

    private IAgendaGrain Grain(StreamId agenda) => clinic.Grains.GetGrain<IAgendaGrain>(StreamKey.Of(agenda));

    private ValueTask<Reply> ChangeAsync(
        PersonId person, ChangeAgendaRequest change, StreamId? agenda = null, RequestId? request = null)
    {
        change.RequestId = (request ?? RequestId.New()).ToByteString();
        if (change.OwnerCase == ChangeAgendaRequest.OwnerOneofCase.None)
        {
            change.Person = person.ToByteString();
        }

        _ = PersonId.TryFrom(change.Person, out PersonId owner);
        return Grain(agenda ?? StreamId.AgendaOf(owner)).CarryOut(
            Cluster.As(person), new Command { ChangeAgenda = change });
    }

    private ValueTask<Reply> AnswerAsync(PersonId person, ulong appointment, ParticipantAnswer answer)
    {
        var agenda = StreamId.AgendaOf(_alice);
        var request = new ChangeAgendaRequest
        {
            Agenda = agenda.ToByteString(),
            Answer = new AppointmentAnswer { Appointment = appointment, Answer = answer },
        };
        return ChangeAsync(person, request, agenda);
    }

    private ValueTask<Reply> ShareAsync(PersonId person, PersonId with, AgendaAccess access) => ChangeAsync(
        person,
        new ChangeAgendaRequest
        {
            Person = _alice.ToByteString(),
            Share = new AgendaShare { Person = with.ToByteString(), Access = access },
        });

    private ValueTask<Reply> ListAsync(PersonId person, PersonId owner, long from = 0, long to = 0) =>
        Grain(StreamId.AgendaOf(owner)).CarryOut(Cluster.As(person), new Command
        {
            ListAgenda = new ListAgendaRequest
            {
                Person = owner.ToByteString(),
                From = to == 0 ? From : from,
                To = to == 0 ? To : to,
            },
        });

    private ValueTask<Reply> ListHouseAsync(PersonId person) =>
        Grain(StreamId.AgendaOf(_house)).CarryOut(Cluster.As(person), new Command
        {
            ListAgenda = new ListAgendaRequest { Structure = _house.ToByteString(), From = From, To = To },
        });

    private ValueTask<Reply> FreeAsync(PersonId person, params PersonId[] asked) =>
        clinic.Grains.GetGrain<IFreeTimesGrain>(0).Find(Cluster.As(person), new FindFreeTimesRequest
        {
            Persons = { asked.Select(one => one.ToByteString()) },
            From = Planner.Utc("2026-10-24T00:00"),
            To = Planner.Utc("2026-10-27T00:00"),
            Minutes = 90,
            Weekdays = { 1, 2, 3, 4, 5 },
            FromMinute = 9 * 60,
            UntilMinute = 17 * 60,
        });

    private ValueTask<Reply> FeedAsync(
        PersonId person, bool isOn, RequestId? request = null, PersonId? owner = null) =>
        Grain(StreamId.AgendaOf(owner ?? person)).CarryOut(Cluster.As(person), new Command
        {
            SetAgendaFeed = new SetAgendaFeedRequest
            {
                RequestId = (request ?? RequestId.New()).ToByteString(),
                Person = (owner ?? person).ToByteString(),
                On = isOn,
            },
        });

    private ValueTask<FeedPage> ReadFeedAsync(string path)
    {
        Assert.True(FeedPath.TryRead(path[(FeedPath.Root.Length + 1)..], out StreamId agenda, out byte[] secret));
        return Grain(agenda).ReadFeed(secret);
    }

    // A minute may have ended meanwhile.
    private async Task<Error> ReadManyAsync(string path)
    {
        for (int i = 0; i < AgendaLimits.FeedReads; i++)
        {
            if ((await ReadFeedAsync(path)).Refusal is { } refusal)
            {
                return refusal;
            }
        }

        return new Error();
    }

    private Task WorksAsync(PersonId person, params StructureId[] structures) =>
        clinic.People.SetPracticesAsync([new PersonPractices(
            person,
            [.. structures.Select(one => new PracticeSituation { Structure = one.ToByteString() })])]);

    private async Task<Appointment> BobsAsync(uint version)
    {
        Reply reply = await Eventually.Becomes(
            $"bob's agenda shows version {version}",
            () => ListAsync(_bob, _bob).AsTask(),
            reply => reply.ListAgenda.Appointments.Any(one => one.Version == version),
            "it");
        return reply.ListAgenda.Appointments[0];
    }

    private async Task<List<NotificationKind>> NotifiedAsync(PersonId person)
    {
        HistoryPage page = await clinic.Inbox(person).Read(
            Cluster.As(person), new HistoryQuery(0, Backwards: false, 100));
        return
        [
            .. page.Facts.Select(fact => Frame.Parser.ParseFrom(fact.Frame).Push.Fact)
                .Where(fact => fact.Notified is not null).Select(fact => fact.Notified.Kind),
        ];
    }

    private async Task<StreamId> DossierAsync()
    {
        Reply registered = await clinic.Grains.GetGrain<IPatientsGrain>(0).Register(
            Cluster.As(_alice),
            new RegisterPatientRequest
            {
                RequestId = RequestId.New().ToByteString(),
                Traits = new PatientTraits
                {
                    BirthName = $"Martin {Guid.NewGuid():N}",
                    GivenNames = "Camille",
                    BirthDate = "1961-07-14",
                    Sex = Sex.Female,
                },
            });
        Assert.True(StreamId.TryFrom(registered.RegisterPatient.Dossier, out StreamId dossier));
        Reply created = await clinic.Grains.GetGrain<IDossierGrain>(StreamKey.Of(dossier)).CarryOut(
            Cluster.As(_alice),
            new Command
            {
                CreateDossier = new CreateDossierRequest
                {
                    RequestId = RequestId.New().ToByteString(),
                    Patient = registered.RegisterPatient.Patient,
                    Function = CareFunction.Nurse,
                    Ground = new LegalGround { Basis = LegalBasis.Exchange },
                },
            });
        Assert.Null(created.Error);
        return dossier;
    }

    private async Task<DossierView> ViewAsync(StreamId dossier)
    {
        Subscription opened = await clinic.Grains.GetGrain<IDossierGrain>(StreamKey.Of(dossier))
            .Subscribe(Cluster.As(_alice), clinic.Observe(new TestGateway()));
        return opened.View!.Dossier;
    }

    private async Task<List<LifeLineEntry>> LifeLineAsync(StreamId dossier)
    {
        Reply reply = await clinic.Grains.GetGrain<IDossierGrain>(StreamKey.Of(dossier)).CarryOut(
            Cluster.As(_alice),
            new Command
            {
                ReadLifeLine = new ReadLifeLineRequest
                {
                    Dossier = dossier.ToByteString(),
                    Kinds = { LifeLineKind.Appointment },
                },
            });
        return [.. reply.ReadLifeLine.Entries];
    }
}

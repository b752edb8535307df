using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Agendas;
using Spico.Silo.Practices;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;
using Spico.Testing;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Agendas;

public sealed class AgendaTests(Cluster clinic) : IClassFixture<Cluster>
{
    private readonly Office _office = new(clinic);
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly PersonId _carol = PersonId.New();
    private readonly StructureId _house = StructureId.From(Guid.NewGuid());

    [Fact]
    public async Task An_appointment_is_in_the_agendas_of_its_participants_as_it_stands()
    {
        RequestId request = RequestId.New();
        Reply booked = await _office.ChangeAsync(
            _alice, new ChangeAgendaRequest { Book = Planner.Details("2026-10-20T08:00", _bob) }, request: request);
        Assert.Equal(booked, await _office.ChangeAsync(
            _alice, new ChangeAgendaRequest { Book = Planner.Details("2026-10-20T08:00", _bob) }, request: request));
        ulong number = booked.ChangeAgenda.Appointment;
        Appointment bobs = await BobsAsync(1);
        Assert.Equal((number, "Réunion de suivi"), (bobs.Appointment_, bobs.Title));

        Assert.Null((await AnswerAsync(_bob, number, ParticipantAnswer.Declined)).Error);
        Reply stranger = await AnswerAsync(_carol, number, ParticipantAnswer.Accepted);
        Assert.Equal(ErrorCode.NotAccessible, stranger.Error.Code);
        await BobsAsync(2);
        Assert.Equal(ErrorCode.NotAccessible, (await _office.ListAsync(_bob, _alice)).Error.Code);
        Assert.Equal(
            ParticipantAnswer.Declined,
            Assert.Single((await _office.ListAsync(_alice, _alice)).ListAgenda.Appointments).Participants[0].Answer);

        // Of two who change what both have seen, one is told of the other; who said no is asked about the new time.
        AppointmentChange change = new()
        {
            Appointment = number,
            Version = 2,
            Details = Planner.Details("2026-10-21T08:00", _bob, _carol),
        };
        Assert.Null((await _office.ChangeAsync(_alice, new ChangeAgendaRequest { ChangeAppointment = change })).Error);
        Error late = (await _office.ChangeAsync(_alice, new ChangeAgendaRequest { ChangeAppointment = change })).Error;
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
        Assert.Null((await _office.ChangeAsync(_alice, new ChangeAgendaRequest { ChangeAppointment = change })).Error);
        Assert.Equal(AppointmentState.Cancelled, (await BobsAsync(4)).State);
        await Eventually.Becomes(
            "bob is notified of what is new, at another time and off",
            () => _office.NotifiedAsync(_bob),
            told => told.Count(kind => kind == NotificationKind.Appointment) == 3,
            "three times");
    }

    [Fact]
    public async Task An_appointment_of_a_patient_is_in_the_dossier_and_for_its_circle_alone()
    {
        StreamId dossier = await _office.DossierAsync(_alice);
        AppointmentDetails visit = Planner.Details("2026-10-20T08:00");
        visit.Dossier = dossier.ToByteString();
        Error stranger = (await _office.ChangeAsync(_bob, new ChangeAgendaRequest { Book = visit })).Error;
        Assert.Equal((ErrorCode.NotAccessible, "book.dossier"), (stranger.Code, stranger.Field));
        AppointmentDetails withStranger = visit.Clone();
        withStranger.Participants.Add(new AppointmentParticipant { Person = _bob.ToByteString() });
        Reply refused = await _office.ChangeAsync(_alice, new ChangeAgendaRequest { Book = withStranger });
        Assert.Equal("book.participants", refused.Error.Field);

        Reply booked = await _office.ChangeAsync(_alice, new ChangeAgendaRequest { Book = visit });
        ulong number = booked.ChangeAgenda.Appointment;
        await Eventually.Becomes(
            "the dossier shows it",
            () => _office.ViewAsync(_alice, dossier),
            view => view.Appointments.Count == 1 && view.Appointments[0].Appointment_ == number,
            "the appointment");
        Assert.Null((await _office.ChangeAsync(_alice, new ChangeAgendaRequest
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
            () => _office.LifeLineAsync(_alice, dossier),
            entries => entries.Count == 2,
            "two entries");
        Assert.Equal(Planner.Utc("2026-10-20T08:00"), line.MinBy(entry => entry.Seq)!.HappenedAt);
        Assert.Equal(AppointmentState.Cancelled, (await _office.ViewAsync(_alice, dossier)).Appointments[0].State);
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
        Assert.Null((await _office.ChangeAsync(_alice, book, StreamId.AgendaOf(_house))).Error);
        await WorksAsync(_bob, _house);
        Assert.Single((await ListHouseAsync(_bob)).ListAgenda.Occurrences);
        IAgendaGrain grain = _office.Grain(StreamId.AgendaOf(_house));
        var gateway = new TestGateway();
        Subscription opened = await grain.Subscribe(Cluster.As(_bob), clinic.Observe(gateway));
        Assert.Equal(2, opened.View!.Agenda.Shares.Count);

        // Who has it open is put out when it becomes known, and not only when they come.
        await WorksAsync(_bob);
        Assert.True(await clinic.Grains.GetGrain<IAgendaNotes>(StreamKey.Of(StreamId.AgendaOf(_house)))
            .NotePractices(_bob));
        await Eventually.Becomes(
            "the gateway is told",
            () => Task.FromResult(gateway.Facts.LastOrDefault()?.Access),
            access => access is { Access: null } && access.Person == _bob,
            "that bob's right has ended");
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
    public async Task A_link_to_a_structure_s_agenda_ends_with_the_work_there_of_who_made_it()
    {
        await WorksAsync(_alice, _house);
        await WorksAsync(_bob, _house);
        Assert.Null((await ListHouseAsync(_alice)).Error);
        string path = await HouseFeedAsync(_bob);
        Assert.Null((await ReadFeedAsync(path)).Refusal);
        await WorksAsync(_bob);
        Assert.Equal(ErrorCode.NotAccessible, (await ReadFeedAsync(path)).Refusal!.Code);
        await WorksAsync(_bob, _house);
        Assert.Null((await ListHouseAsync(_bob)).Error);
        Assert.Equal(ErrorCode.NotAccessible, (await ReadFeedAsync(path)).Refusal!.Code);

        path = await HouseFeedAsync(_alice);
        await WorksAsync(_bob);
        Assert.Equal(ErrorCode.NotAccessible, (await ListHouseAsync(_bob)).Error.Code);
        await clinic.DeactivateAsync(_office.Grain(StreamId.AgendaOf(_house)));
        Assert.Null((await ReadFeedAsync(path)).Refusal);
    }

    [Fact]
    public async Task An_agenda_is_shared_by_its_owner_for_what_they_say()
    {
        await _office.ChangeAsync(_alice, new ChangeAgendaRequest { Book = Planner.Details("2026-10-20T08:00") });
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
            Assert.Equal(reads, (await _office.ListAsync(_bob, _alice)).Error is null);
            Assert.Equal(writes, (await _office.ChangeAsync(
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
        Reply booked = await _office.ChangeAsync(_alice, new ChangeAgendaRequest { Book = daily });
        ulong number = booked.ChangeAgenda.Appointment;
        await _office.ChangeAsync(_alice, new ChangeAgendaRequest { Book = Planner.Details("2026-10-26T08:30") });
        await _office.ChangeAsync(_alice, new ChangeAgendaRequest { Book = Planner.Details("2026-10-27T09:00") });
        ListAgendaResponse page = (await _office.ListAsync(_alice, _alice)).ListAgenda;
        Assert.Equal(
            [0u, 0, 0, 1, 1, 0, 0], page.Occurrences.Select(one => one.Overlaps));

        Reply moved = await _office.ChangeAsync(_alice, new ChangeAgendaRequest
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
        Assert.Equal("move_occurrence.occurrence", (await _office.ChangeAsync(_alice, new ChangeAgendaRequest
        {
            MoveOccurrence = new OccurrenceMove
            {
                Appointment = number,
                Version = 2,
                Occurrence = Planner.Utc("2026-10-26T07:00"),
                Skip = true,
            },
        })).Error.Field);
        page = (await _office.ListAsync(_alice, _alice)).ListAgenda;
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
        await _office.ChangeAsync(_alice, new ChangeAgendaRequest { Book = Planner.Details("2026-10-20T08:00") });
        RequestId request = RequestId.New();
        string path = (await FeedAsync(_alice, true, request)).SetAgendaFeed.Path;
        Assert.Equal(path, (await FeedAsync(_alice, true, request)).SetAgendaFeed.Path);
        FeedPage page = await ReadFeedAsync(path);
        Assert.Null(page.Refusal);
        Assert.Equal(page.Tag, (await ReadFeedAsync(path)).Tag);
        await _office.ChangeAsync(_alice, new ChangeAgendaRequest { Book = Planner.Details("2026-10-21T08:00") });
        Assert.NotEqual(page.Tag, (await ReadFeedAsync(path)).Tag);

        string other = (await FeedAsync(_alice, true)).SetAgendaFeed.Path;
        Assert.NotEqual(path, other);
        Assert.Equal(ErrorCode.NotAccessible, (await ReadFeedAsync(path)).Refusal!.Code);
        await clinic.DeactivateAsync(_office.Grain(StreamId.AgendaOf(_alice)));
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

    private ValueTask<Reply> AnswerAsync(PersonId person, ulong appointment, ParticipantAnswer answer)
    {
        var agenda = StreamId.AgendaOf(_alice);
        var request = new ChangeAgendaRequest
        {
            Agenda = agenda.ToByteString(),
            Answer = new AppointmentAnswer { Appointment = appointment, Answer = answer },
        };
        return _office.ChangeAsync(person, request, agenda);
    }

    private ValueTask<Reply> ShareAsync(PersonId person, PersonId with, AgendaAccess access) => _office.ChangeAsync(
        person,
        new ChangeAgendaRequest
        {
            Person = _alice.ToByteString(),
            Share = new AgendaShare { Person = with.ToByteString(), Access = access },
        });

    private ValueTask<Reply> ListHouseAsync(PersonId person) =>
        _office.Grain(StreamId.AgendaOf(_house)).CarryOut(Cluster.As(person), new Command
        {
            ListAgenda = new ListAgendaRequest
            {
                Structure = _house.ToByteString(),
                From = Office.From,
                To = Office.To,
            },
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
        _office.Grain(StreamId.AgendaOf(owner ?? person)).CarryOut(Cluster.As(person), new Command
        {
            SetAgendaFeed = new SetAgendaFeedRequest
            {
                RequestId = (request ?? RequestId.New()).ToByteString(),
                Person = (owner ?? person).ToByteString(),
                On = isOn,
            },
        });

    private async Task<string> HouseFeedAsync(PersonId person)
    {
        Reply set = await _office.Grain(StreamId.AgendaOf(_house)).CarryOut(Cluster.As(person), new Command
        {
            SetAgendaFeed = new SetAgendaFeedRequest
            {
                RequestId = RequestId.New().ToByteString(),
                Structure = _house.ToByteString(),
                On = true,
            },
        });
        Assert.Null(set.Error);
        return set.SetAgendaFeed.Path;
    }

    private ValueTask<FeedPage> ReadFeedAsync(string path)
    {
        Assert.True(FeedPath.TryRead(path[(FeedPath.Root.Length + 1)..], out StreamId agenda, out byte[] secret));
        return _office.Grain(agenda).ReadFeed(secret);
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
            () => _office.ListAsync(_bob, _bob).AsTask(),
            reply => reply.ListAgenda.Appointments.Any(one => one.Version == version),
            "it");
        return reply.ListAgenda.Appointments[0];
    }
}

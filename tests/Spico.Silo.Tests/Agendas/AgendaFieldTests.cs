using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Agendas;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;

namespace Spico.Silo.Tests.Agendas;

public sealed class AgendaFieldTests(Cluster clinic) : IClassFixture<Cluster>
{
    private readonly Office _office = new(clinic);
    private readonly PersonId _alice = PersonId.New();

    [Fact]
    public Task A_field_of_an_appointment_with_a_value_it_cannot_have_is_named() => AreNamedAsync(
        [
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
            ("book.participants", one => one.Participants.Add(
                new AppointmentParticipant { Person = _alice.ToByteString() })),
            ("book.participants", one => one.Participants.Add(
                new AppointmentParticipant { Person = clinic.People.Nobody().ToByteString() })),
            ("book.participants", one => one.Participants.Add(Enumerable.Range(0, AgendaLimits.Participants + 1)
                .Select(_ => new AppointmentParticipant { Person = PersonId.New().ToByteString() }))),
        ]);

    [Fact]
    public Task A_field_of_a_recurrence_with_a_value_it_cannot_have_is_named() => AreNamedAsync(
        [
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
        ]);

    [Fact]
    public async Task A_field_of_another_request_with_a_value_it_cannot_have_is_named()
    {
        foreach ((string field, OccurrenceMove move) in new (string, OccurrenceMove)[]
        {
            ("occurrence", new OccurrenceMove { Occurrence = long.MaxValue, Skip = true }),
            ("starts_at", new OccurrenceMove { Occurrence = Office.From, StartsAt = long.MinValue }),
            ("minutes", new OccurrenceMove
            {
                Occurrence = Office.From,
                StartsAt = Office.From,
                Minutes = AgendaLimits.Minutes + 1,
            }),
        })
        {
            Reply refused = await _office.ChangeAsync(_alice, new ChangeAgendaRequest { MoveOccurrence = move });
            Assert.Equal($"move_occurrence.{field}", refused.Error.Field);
        }

        Assert.Equal("change", (await _office.ChangeAsync(_alice, new ChangeAgendaRequest())).Error.Field);
        Assert.Equal("to", (await _office.ListAsync(_alice, _alice, Office.From, Office.From)).Error.Field);
        long late = Office.From + (63 * TimeSpan.MillisecondsPerDay);
        Reply tooLong = await _office.ListAsync(_alice, _alice, Office.From, late);
        Assert.Equal("to", tooLong.Error.Field);
        Assert.Equal("from", (await _office.ListAsync(_alice, _alice, 0, 1)).Error.Field);
        Assert.Equal("persons", (await clinic.Grains.GetGrain<IFreeTimesGrain>(0).Find(
            Cluster.As(_alice), new FindFreeTimesRequest())).Error.Field);
    }

    private async Task AreNamedAsync((string Field, Action<AppointmentDetails> Spoil)[] cases)
    {
        foreach ((string field, Action<AppointmentDetails> spoil) in cases)
        {
            AppointmentDetails details = Planner.Details("2026-10-20T08:00");
            spoil(details);
            Reply refused = await _office.ChangeAsync(_alice, new ChangeAgendaRequest { Book = details });
            Assert.Equal(field, refused.Error.Field);
        }
    }

    private static Recurrence Daily(uint every, uint count = 0, long until = 0) =>
        new() { Unit = RecurrenceUnit.Day, Every = every, Count = count, Until = until };
}

using System.Globalization;
using CsCheck;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Agendas;
using Spico.Silo.Agendas.Feeds;
using Spico.Silo.Streams;

namespace Spico.Silo.Tests.Agendas;

/// <summary>Appointments of tests, and times as people in Paris or Greenwich say them.</summary>
internal static class Planner
{
    public static readonly PersonId Owner = PersonId.New();
    public static readonly StreamId Agenda = StreamId.AgendaOf(Owner);

    /// <summary>An instant, as 2026-10-25T01:00 in Greenwich.</summary>
    public static long Utc(string time) => DateTimeOffset
        .Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();

    /// <summary>An instant as <see cref="Utc"/> reads it.</summary>
    public static string Say(long instant) =>
        DateTimeOffset.FromUnixTimeMilliseconds(instant).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture);

    public static Appointment Appointment(string startsAt, Recurrence? recurrence = null, ulong number = 1) => new()
    {
        Agenda = Agenda.ToByteString(),
        Appointment_ = number,
        Version = 1,
        Kind = AppointmentKind.HomeVisit,
        State = AppointmentState.Booked,
        StartsAt = Utc(startsAt),
        Minutes = 30,
        TimeZone = "Europe/Paris",
        Recurrence = recurrence,
        ChangedAt = Utc("2026-01-01T00:00"),
        CreatedAt = Utc("2026-01-01T00:00"),
    };

    public static AppointmentDetails Details(string startsAt, params PersonId[] participants) => new()
    {
        Kind = AppointmentKind.Meeting,
        Title = "Réunion de suivi",
        StartsAt = Utc(startsAt),
        Minutes = 60,
        Participants = { participants.Select(person => new AppointmentParticipant { Person = person.ToByteString() }) },
    };

    /// <summary>Any of these.</summary>
    public static Gen<T> AnyOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(place => values[place]);

    /// <summary>What calendar software is given of an agenda with these appointments.</summary>
    public static string Feed(params Appointment[] appointments)
    {
        AgendaState fold = AgendaState.Empty(Agenda);
        foreach (Appointment appointment in appointments)
        {
            var fact = new Fact { AppointmentChanged = new AppointmentChanged { Appointment = appointment } };
            fold.Apply(new StreamFact(
                new StreamHead(fold.Head.Seq + 1, 0, 0), Owner, DataClass.Coordination, fact.BodyCase, fact));
        }

        return AgendaFeed.Write(Agenda, fold);
    }
}

using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Agendas.Times;
using Spico.Silo.Streams;

namespace Spico.Silo.Agendas;

/// <summary>What changes of appointments write in the agenda they were made in, and what follows elsewhere.</summary>
internal static class AppointmentFacts
{
    /// <summary>An appointment as it is from now on.</summary>
    public static Decision Write(AgendaCall call, AgendaState fold, Appointment appointment, Appointment? before)
    {
        long seq = fold.Head.Seq + 1;
        IEnumerable<ByteString> participants = appointment.Participants
            .Concat(before?.Participants ?? [])
            .Select(participant => participant.Person)
            .Distinct();
        List<ConsequenceRow> follows = [];
        foreach (ByteString participant in participants)
        {
            if (PersonId.TryFrom(participant, out PersonId person))
            {
                follows.Add(new ConsequenceRow(
                    call.Agenda, seq, StreamId.AgendaOf(person), ConsequenceKind.AppointmentShared, person));
            }
        }

        if (StreamId.TryFrom(appointment.Dossier, out StreamId dossier))
        {
            follows.Add(new ConsequenceRow(
                call.Agenda, seq, dossier, ConsequenceKind.AppointmentOfPatient, call.Caller.Person));
        }

        return Decision.Write(
            [Changed(appointment, IsNews(appointment, before))],
            [],
            [.. follows],
            [AgendaRows.Of(call.Agenda, appointment)]);
    }

    /// <summary>The fact of an appointment.</summary>
    public static FactDraft Changed(Appointment appointment, bool isNews) => new(
        new Fact { AppointmentChanged = new AppointmentChanged { Appointment = appointment, News = isNews } },
        DataClass.Coordination);

    /// <summary>Whether it is new, at another time, or over.</summary>
    public static bool IsNews(Appointment appointment, Appointment? before) => before is null
        || appointment.StartsAt != before.StartsAt || appointment.Minutes != before.Minutes
        || !Equals(appointment.Recurrence, before.Recurrence) || !appointment.Changes.Equals(before.Changes)
        || AppointmentMoves.IsOff(appointment.State) != AppointmentMoves.IsOff(before.State);

    /// <summary>Whether it takes place when it did.</summary>
    public static bool IsSameTime(Appointment appointment, AppointmentDetails details) =>
        appointment.StartsAt == details.StartsAt && Equals(appointment.Recurrence, details.Recurrence)
        && appointment.TimeZone == ZonedTime.Find(details.TimeZone)!.Zone.Id;
}

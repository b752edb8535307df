using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Agendas.Times;
using Spico.Silo.Streams;

namespace Spico.Silo.Agendas;

/// <summary>What is in an agenda between two times, with what overlaps.</summary>
internal static class AgendaPage
{
    /// <summary>Checks what is asked; null when all is well.</summary>
    public static Error? CheckRange(long from, long to) =>
        from < AgendaLimits.Times.From || from >= AgendaLimits.Times.To
            ? Refusal.Invalid("from", "From 2000 to 2099.")
        : to <= from || to - from > (long)AgendaLimits.Range.TotalMilliseconds
            ? Refusal.Invalid(
                "to", $"Later, by up to {AgendaLimits.Range.TotalDays} days.", (long)AgendaLimits.Range.TotalDays)
        : null;

    /// <summary>The answer, from the appointments that may be in it, as its reader may see them.</summary>
    public static ListAgendaResponse Of(
        StreamId agenda,
        IReadOnlyList<Appointment> appointments,
        Predicate<Appointment> takesTime,
        AgendaReader reader,
        (long From, long To) asked)
    {
        (long from, long to) = asked;
        (int Place, Occurrence Time)[] all =
        [
            .. appointments
                .SelectMany((appointment, place) => Occurrences.Between(appointment, from, to)
                    .Select(time => (Place: place, Time: time)))
                .OrderBy(one => one.Time.StartsAt).ThenBy(one => one.Time.EndsAt),
        ];
        bool[] takes = [.. appointments.Select(one => takesTime(one))];
        (int Place, Occurrence Time)[] taking = [.. all.Where(one => takes[one.Place])];
        Queue<int> overlaps = new(Overlaps.Count([.. taking.Select(one => one.Time)]));
        var page = new ListAgendaResponse { Agenda = agenda.ToByteString() };
        var places = new Dictionary<int, uint>();
        foreach ((int place, Occurrence time) in all.Take(AgendaLimits.Occurrences))
        {
            if (!places.TryGetValue(place, out uint shown))
            {
                places[place] = shown = (uint)page.Appointments.Count;
                page.Appointments.Add(reader.Show(appointments[place]));
            }

            page.Occurrences.Add(new AgendaOccurrence
            {
                Appointment = shown,
                Occurrence = time.Planned,
                StartsAt = time.StartsAt,
                EndsAt = time.EndsAt,
                Overlaps = takes[place] ? (uint)overlaps.Dequeue() : 0,
            });
        }

        if (all.Length > AgendaLimits.Occurrences)
        {
            page.Next = Math.Max(from + 1, all[AgendaLimits.Occurrences].Time.StartsAt);
        }

        return page;
    }
}

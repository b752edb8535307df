using Google.Protobuf;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Agendas;

/// <summary>
/// An agenda as somebody may see it now: of an appointment about a dossier whose coordination they do not read, when it
/// is, of what kind and in which state, and nothing else.
/// </summary>
/// <param name="dossiers">The dossiers that they read.</param>
internal sealed class AgendaReader(IReadOnlySet<ByteString> dossiers)
{
    /// <summary>Whether they read what an appointment about this dossier, or about none, tells.</summary>
    public bool Reads(ByteString dossier) => dossier.IsEmpty || dossiers.Contains(dossier);

    /// <summary>An appointment.</summary>
    public Appointment Show(Appointment appointment) => Reads(appointment.Dossier)
        ? appointment
        : new Appointment
        {
            Agenda = appointment.Agenda,
            Appointment_ = appointment.Appointment_,
            Version = appointment.Version,
            Kind = appointment.Kind,
            State = appointment.State,
            StartsAt = appointment.StartsAt,
            Minutes = appointment.Minutes,
            TimeZone = appointment.TimeZone,
            Recurrence = appointment.Recurrence,
            Changes = { appointment.Changes },
            Elided = true,
        };

    /// <summary>A view, which is changed.</summary>
    public AgendaView Show(AgendaView view)
    {
        for (int i = 0; i < view.Appointments.Count; i++)
        {
            view.Appointments[i] = Show(view.Appointments[i]);
        }

        return view;
    }

    /// <summary>A page.</summary>
    public HistoryPage Show(HistoryPage page) => new()
    {
        Facts = Array.ConvertAll(page.Facts, Show),
        Head = page.Head,
        IsEnd = page.IsEnd,
    };

    private Envelope Show(Envelope envelope)
    {
        if (envelope.PulledBy != PulledBy.Everybody)
        {
            return envelope;
        }

        Fact fact = Frame.Parser.ParseFrom(envelope.Frame).Push.Fact;
        if (Reads(fact.AppointmentChanged.Appointment.Dossier))
        {
            return envelope;
        }

        fact.AppointmentChanged.Appointment = Show(fact.AppointmentChanged.Appointment);
        fact.ActedBy = ByteString.Empty;
        return new Envelope(
            envelope.Stream,
            envelope.Seq,
            envelope.DataClass,
            new Frame { Push = new Push { Fact = fact } }.ToByteArray(),
            envelope.Access,
            envelope.About)
        {
            PulledBy = PulledBy.Everybody,
        };
    }
}

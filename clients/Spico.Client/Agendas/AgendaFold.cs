using System.Diagnostics.CodeAnalysis;
using Spico.Protocol.V1;

namespace Spico.Client.Agendas;

/// <summary>Keeps the view of an agenda up to date with the facts that follow its opening.</summary>
public static class AgendaFold
{
    /// <summary>Takes the next fact in. Kinds unknown here change nothing.</summary>
    public static void Apply([NotNull] this AgendaView view, [NotNull] Fact fact)
    {
        switch (fact.BodyCase)
        {
            case Fact.BodyOneofCase.AppointmentChanged:
                Put(view, fact.AppointmentChanged.Appointment);
                break;
            case Fact.BodyOneofCase.AgendaShared:
                Put(view, fact.AgendaShared.Share);
                break;
            case Fact.BodyOneofCase.AgendaFeedSet:
                view.HasFeed = !fact.AgendaFeedSet.Hash.IsEmpty;
                break;
        }
    }

    private static void Put(AgendaView view, Appointment appointment)
    {
        for (int i = 0; i < view.Appointments.Count; i++)
        {
            Appointment known = view.Appointments[i];
            if (known.Agenda == appointment.Agenda && known.Appointment_ == appointment.Appointment_)
            {
                view.Appointments[i] = appointment;
                return;
            }
        }

        view.Appointments.Add(appointment);
    }

    private static void Put(AgendaView view, AgendaShare share)
    {
        int place = view.Shares.ToList().FindIndex(known => known.Person == share.Person);
        if (place < 0)
        {
            view.Shares.Add(share);
        }
        else
        {
            view.Shares[place] = share;
        }

        if (share.Access == AgendaAccess.Unspecified)
        {
            view.Shares.Remove(share);
        }
    }
}

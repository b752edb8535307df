using Google.Protobuf;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Appointments;

/// <summary>The last appointments of the patient, whoever's agenda they are in.</summary>
internal sealed class AppointmentBook : IDossierPart
{
    /// <summary>How many are kept; those before are in the history and on the life line.</summary>
    public const int Kept = 200;

    private readonly List<Appointment> _appointments = [];

    public DataClass Class => DataClass.Coordination;

    /// <summary>An appointment, or null.</summary>
    public Appointment? Find(ByteString agenda, ulong appointment) => _appointments.Find(
        known => known.Agenda == agenda && known.Appointment_ == appointment);

    public void Apply(in StreamFact fact)
    {
        if (fact.Kind != Fact.BodyOneofCase.AppointmentChanged)
        {
            return;
        }

        Appointment appointment = fact.Body!.AppointmentChanged.Appointment;
        int place = _appointments.FindIndex(
            known => known.Agenda == appointment.Agenda && known.Appointment_ == appointment.Appointment_);
        if (place >= 0)
        {
            _appointments[place] = appointment;
            return;
        }

        _appointments.Add(appointment);
        if (_appointments.Count > Kept)
        {
            _appointments.RemoveAt(0);
        }
    }

    public void Show(DossierView view) => view.Appointments.Add(_appointments);

    public void Restore(DossierView view) => _appointments.AddRange(view.Appointments);
}

using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Agendas;

/// <summary>
/// What other grains have to do with an agenda. Its grain; called by silos only. What is noted is a consequence of a
/// fact elsewhere: exactly once however often it is called.
/// </summary>
[Alias("spico.agenda-notes")]
public interface IAgendaNotes : IGrainWithStringKey
{
    /// <summary>What a fact of this agenda says of an appointment.</summary>
    [Alias("find"), ResponseTimeout("00:00:05")]
    ValueTask<AppointmentFound> Find(long seq);

    /// <summary>
    /// This fact of another agenda changed an appointment that the owner is, or was, a participant of. True when it is
    /// noted, or nothing was to be noted.
    /// </summary>
    [Alias("note-appointment"), ResponseTimeout("00:00:10")]
    ValueTask<bool> NoteAppointment(PersonId owner, StreamId agenda, long seq);

    /// <summary>
    /// Where a person practises has changed: whether they work for the structure is looked at again. False: it could
    /// not be, and is when they come.
    /// </summary>
    [Alias("note-practices"), ResponseTimeout("00:00:10")]
    ValueTask<bool> NotePractices(PersonId person);

    /// <summary>When the agenda is not free between two times, for whoever may know.</summary>
    [Alias("find-busy"), ResponseTimeout("00:00:05")]
    ValueTask<BusyTimes> FindBusy(Caller caller, ListAgendaRequest request);
}

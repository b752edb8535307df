using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Agendas;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Appointments;

/// <summary>
/// Takes note in a dossier of an appointment of its patient: as of the fact of the agenda that it follows from, unless
/// a later one was noted already.
/// </summary>
internal sealed class NoteAppointmentCommand : IStreamCommand<DossierState>
{
    private readonly StreamId _here;
    private readonly StreamId _agenda;
    private readonly long _seq;
    private readonly DossierServices _services;
    private Appointment? _told;
    private ByteString? _structure;

    public NoteAppointmentCommand(
        PersonId author, StreamId here, StreamId agenda, long seq, DossierServices services)
    {
        Author = author;
        _here = here;
        _agenda = agenda;
        _seq = seq;
        _services = services;
        Hash = ConsequenceId.Of(ConsequenceKind.AppointmentOfPatient, agenda, seq, author);
        Request = RequestId.From(Hash);
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    public bool NeedsPreparation => true;

    public async ValueTask<Error?> PrepareAsync()
    {
        (Error? refusal, _told, StructureId? structure) = await _services.Agenda(_agenda).Find(_seq);
        _structure = structure?.ToByteString();
        return refusal;
    }

    public Decision Decide(DossierState fold)
    {
        // Also where the dossier was merged meanwhile: on its own again, it tells what became of what it told of.
        if (_told is null || !fold.Exists)
        {
            return Decision.Unchanged(new Reply());
        }

        Appointment? before = fold.Appointments.Find(_told.Agenda, _told.Appointment_);
        if (before?.Version >= _told.Version)
        {
            return Decision.Unchanged(new Reply());
        }

        FactDraft changed = AppointmentFacts.Changed(_told, AppointmentFacts.IsNews(_told, before));
        changed.Body.ActedBy = _told.ActedBy;
        var noted = Decision.Write(changed);
        return DossierReadModels.Of(
            _here, fold, noted, Author, _services.Now, _structure ?? fold.StructureOf(Author));
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new();
}

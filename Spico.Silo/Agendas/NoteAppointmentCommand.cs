using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Agendas;

/// <summary>
/// Takes note in a participant's agenda of an appointment made in another: as of the fact it follows from, unless a
/// later one was noted already.
/// </summary>
internal sealed class NoteAppointmentCommand : IStreamCommand<AgendaState>
{
    private readonly StreamId _here;
    private readonly StreamId _from;
    private readonly AgendaServices _services;
    private Appointment? _told;
    private bool _isClosed;

    public NoteAppointmentCommand(
        PersonId owner, StreamId here, (StreamId From, long Seq) fact, Appointment? told, AgendaServices services)
    {
        Author = owner;
        _here = here;
        _from = fact.From;
        _told = told;
        _services = services;
        Hash = ConsequenceId.Of(ConsequenceKind.AppointmentShared, fact.From, fact.Seq, owner);
        Request = RequestId.From(Hash);
    }

    public PersonId Author { get; }

    public RequestId Request { get; }

    public Guid Hash { get; }

    public bool NeedsPreparation => true;

    public async ValueTask<Error?> PrepareAsync()
    {
        // What is forgotten where it was made begins nowhere else.
        _told = await _services.IsErasedAsync(_told?.Dossier) ? null : _told;
        _isClosed = StreamId.TryFrom(_told?.Dossier, out StreamId dossier)
            && !await _services.ReadAsync(dossier, [Author]);
        return null;
    }

    public Decision Decide(AgendaState fold)
    {
        if (_told is null)
        {
            return Decision.Unchanged(new Reply());
        }

        Appointment? before = fold.Find(_from, _told.Appointment_);
        ByteString owner = Author.ToByteString();
        bool isAsked = !_isClosed && _told.Participants.Any(participant => participant.Person == owner);
        if (before?.Version >= _told.Version
            || (!isAsked && (before is null || AppointmentMoves.IsOver(before.State))))
        {
            return Decision.Unchanged(new Reply());
        }

        Appointment noted = _told.Clone();
        if (!isAsked)
        {
            // They are asked no more, or read the dossier no more: what becomes of it is not for them.
            noted = before!.Clone();
            noted.Version = _told.Version;
            noted.State = AppointmentState.Cancelled;
        }

        bool isNews = AppointmentFacts.IsNews(noted, before);
        ConsequenceRow[] told = isNews && noted.ChangedBy != owner
            ? [ConsequenceRow.Notify(_here, fold.Head.Seq + 1, Author, NotificationKind.Appointment)]
            : [];
        return Decision.Write(
            [AppointmentFacts.Changed(noted, isNews)], [], told, [AgendaRows.Of(_here, noted)]);
    }

    public Reply Answer(in RequestOutcome outcome, uint epoch) => new();
}

using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Agendas.Times;
using Spico.Silo.Streams;
using Case = Spico.Protocol.V1.ChangeAgendaRequest.ChangeOneofCase;

namespace Spico.Silo.Agendas;

/// <summary>An appointment to book, to change, to move on or to answer for; or somebody to share with.</summary>
internal sealed class ChangeAgendaCommand : AgendaCommand
{
    private readonly ChangeAgendaRequest _request;
    private bool _isElided;

    private ChangeAgendaCommand(AgendaCall call, ChangeAgendaRequest request)
        : base(call, request.RequestId, Command.ChangeAgendaFieldNumber, request) => _request = request;

    public override bool NeedsPreparation => true;

    private AppointmentDetails? Details => DetailsIn(_request);

    private ulong Number => NumberIn(_request);

    /// <summary>The dossiers that a change is about, as it says itself and as the appointment does.</summary>
    public static ByteString[] DossiersIn(AgendaCall call, ChangeAgendaRequest request) =>
    [
        .. new[] { DetailsIn(request)?.Dossier, call.Dossier }
            .Where(id => StreamId.TryFrom(id, out StreamId stream) && stream.Kind == StreamKind.Dossier)
            .Select(id => id!).Distinct(),
    ];

    /// <summary>Checks the fields; null when all is well.</summary>
    public static Error? TryRead(AgendaCall call, ChangeAgendaRequest request, out AgendaCommand? command)
    {
        command = null;
        Error? invalid = call.CheckOwner(request.Person, request.Structure, request.Agenda)
            ?? (RequestId.TryFrom(request.RequestId, out _) ? null : Refusal.Invalid("request_id", "16 bytes."))
            ?? (request.ChangeCase switch
            {
                Case.Book => AppointmentFields.Check(request.Book, "book", isNew: true),
                Case.ChangeAppointment => AppointmentFields.Check(
                    request.ChangeAppointment.Details, "change_appointment.details", isNew: false),
                Case.MoveOccurrence => Check(request.MoveOccurrence),
                Case.Move => Enum.IsDefined(request.Move.To) && request.Move.To != AppointmentState.Unspecified
                    ? null
                    : Refusal.Invalid("move.to", "A known state."),
                Case.Answer => Enum.IsDefined(request.Answer.Answer)
                    ? null
                    : Refusal.Invalid("answer.answer", "A known answer."),
                Case.Share => Check(request.Share),
                _ => Refusal.Invalid("change", "Not absent."),
            });
        command = invalid is null ? new ChangeAgendaCommand(call, request) : null;
        return invalid;
    }

    public override async ValueTask<Error?> PrepareAsync()
    {
        if (_request.ChangeCase == Case.Share)
        {
            return PersonId.TryFrom(_request.Share.Person, out PersonId person)
                && await Call.Services.AreKnownAsync([person])
                    ? null
                    : Refusal.Invalid("share.person", "Somebody who is registered.");
        }

        ByteString asked = Details?.Dossier ?? ByteString.Empty;
        ByteString known = Call.Dossier ?? ByteString.Empty;
        AgendaReader reader = await Call.Services.FindReaderAsync(Call.Caller, [asked, known]);
        _isElided = !reader.Reads(known);
        return _isElided || Details is null ? null : await CheckAsync(Details, reader);
    }

    private async ValueTask<Error?> CheckAsync(AppointmentDetails details, AgendaReader reader)
    {
        PersonId[] participants = [.. details.Participants.Select(PersonOf)];
        string path = _request.ChangeCase == Case.Book ? "book" : "change_appointment.details";
        if (StreamId.TryFrom(details.Dossier, out StreamId dossier))
        {
            // Who is not of the circle does not learn of the patient by way of an appointment.
            return !reader.Reads(details.Dossier) ? Refusal.NotAccessible($"{path}.dossier")
                : Number == 0 && await Call.Services.IsMergedAsync(dossier)
                    ? Refusal.WrongState("The dossier was merged into another.")
                : await Call.Services.ReadAsync(dossier, [.. participants, .. Owner]) ? null
                : Refusal.Invalid($"{path}.participants", "People of the circle who read what is coordinated.");
        }

        return await Call.Services.AreKnownAsync(participants)
            ? null
            : Refusal.Invalid($"{path}.participants", "People who are registered.");
    }

    public override Decision Decide(AgendaState fold)
    {
        Case change = _request.ChangeCase;
        if (change == Case.Share)
        {
            return Share(fold);
        }

        if (change != Case.Answer && !fold.MayWrite(Author))
        {
            return Decision.Refuse(Refusal.NotAccessible("agenda"));
        }

        if (fold.Find(Number)?.Dossier != Call.Dossier)
        {
            // About another patient than the one whose dossier was looked at.
            return Decision.Refuse(Refusal.Overtaken());
        }

        if (_isElided)
        {
            return Decision.Refuse(Refusal.NotAccessible(change switch
            {
                Case.ChangeAppointment => "change_appointment.appointment",
                Case.MoveOccurrence => "move_occurrence.appointment",
                Case.Move => "move.appointment",
                _ => "answer.appointment",
            }));
        }

        return change switch
        {
            Case.Book => Book(fold),
            Case.ChangeAppointment => Change(fold),
            Case.MoveOccurrence => MoveOccurrence(fold),
            Case.Move => Move(fold),
            _ => Answer(fold),
        };
    }

    public override Reply Answer(in RequestOutcome outcome, uint epoch) => new()
    {
        ChangeAgenda = new ChangeAgendaResponse
        {
            Agenda = Call.Agenda.ToByteString(),
            Appointment = _request.ChangeCase == Case.Book ? (ulong)outcome.Seq : Number,
            Position = new Position { Epoch = epoch, Seq = (ulong)outcome.LastSeq },
        },
    };

    private IEnumerable<PersonId> Owner =>
        PersonId.TryFrom(_request.Person, out PersonId owner) ? [owner] : [];

    private static AppointmentDetails? DetailsIn(ChangeAgendaRequest request) => request.ChangeCase switch
    {
        Case.Book => request.Book,
        Case.ChangeAppointment => request.ChangeAppointment.Details,
        _ => null,
    };

    /// <summary>The appointment that is to change; 0: none that there is already.</summary>
    public static ulong NumberIn(ChangeAgendaRequest request) => request.ChangeCase switch
    {
        Case.ChangeAppointment => request.ChangeAppointment.Appointment,
        Case.MoveOccurrence => request.MoveOccurrence.Appointment,
        Case.Move => request.Move.Appointment,
        Case.Answer => request.Answer.Appointment,
        _ => 0,
    };

    private static PersonId PersonOf(AppointmentParticipant participant) =>
        PersonId.TryFrom(participant.Person, out PersonId person) ? person : default;

    private static Error? Check(OccurrenceMove move) =>
        AppointmentFields.CheckTime(move.Occurrence, "move_occurrence.occurrence")
        ?? (move.Skip ? null : AppointmentFields.CheckTime(move.StartsAt, "move_occurrence.starts_at"))
        ?? (move.Skip || move.Minutes == 0
            ? null
            : AppointmentFields.CheckMinutes(move.Minutes, "move_occurrence.minutes"));

    private static Error? Check(AgendaShare share) =>
        !PersonId.TryFrom(share.Person, out _) ? Refusal.Invalid("share.person", "16 bytes.")
        : !Enum.IsDefined(share.Access) ? Refusal.Invalid("share.access", "A known access.")
        : !share.Structure.IsEmpty ? Refusal.Invalid("share.structure", "Empty: the server sets it.")
        : null;

    private Decision Book(AgendaState fold)
    {
        AppointmentDetails details = _request.Book;
        if (CheckOthers(fold, details, "book.participants") is { } invalid)
        {
            return Decision.Refuse(invalid);
        }

        if (fold.Appointments.Count(one => Occurrences.SpanOf(one).To > Call.Now) >= AgendaLimits.ToCome)
        {
            return Decision.Refuse(Refusal.LimitReached("book", AgendaLimits.ToCome, "appointments to come"));
        }

        var appointment = new Appointment
        {
            Agenda = Call.Agenda.ToByteString(),
            Appointment_ = (ulong)fold.Head.Seq + 1,
            State = details.State == AppointmentState.Unspecified ? AppointmentState.Booked : details.State,
            Dossier = details.Dossier,
            CreatedBy = Author.ToByteString(),
            CreatedAt = Call.Now,
        };
        return Write(fold, Fill(appointment, details), null);
    }

    private Decision Change(AgendaState fold)
    {
        AppointmentChange change = _request.ChangeAppointment;
        if (FindOpen(fold, change.Appointment, change.Version, "change_appointment", out Appointment? before)
            is { } refusal)
        {
            return Decision.Refuse(refusal);
        }

        AppointmentDetails details = change.Details;
        if (details.Dossier != before!.Dossier)
        {
            return Decision.Refuse(Refusal.Invalid("change_appointment.details.dossier", "As it was."));
        }

        if (CheckOthers(fold, details, "change_appointment.details.participants") is { } invalid)
        {
            return Decision.Refuse(invalid);
        }

        Appointment changed = before.Clone();
        bool isSameTime = AppointmentFacts.IsSameTime(before, details);
        changed.Participants.Clear();
        if (!isSameTime)
        {
            changed.Changes.Clear();
        }

        Fill(changed, details);
        foreach (AppointmentParticipant participant in changed.Participants)
        {
            // Who said that they will be there said it of that time.
            participant.Answer = isSameTime
                ? before.Participants.FirstOrDefault(one => one.Person == participant.Person)?.Answer ?? default
                : default;
        }

        return Write(fold, changed, before);
    }

    private Decision MoveOccurrence(AgendaState fold)
    {
        OccurrenceMove move = _request.MoveOccurrence;
        if (FindOpen(fold, move.Appointment, move.Version, "move_occurrence", out Appointment? before) is { } refusal)
        {
            return Decision.Refuse(refusal);
        }

        if (before!.Recurrence is null || !Occurrences.IsPlanned(before, move.Occurrence))
        {
            return Decision.Refuse(Refusal.Invalid("move_occurrence.occurrence", "When the recurrence has one begin."));
        }

        Appointment changed = before.Clone();
        if (changed.Changes.FirstOrDefault(one => one.Occurrence == move.Occurrence) is { } earlier)
        {
            changed.Changes.Remove(earlier);
        }
        else if (changed.Changes.Count >= AgendaLimits.Changes)
        {
            return Decision.Refuse(Refusal.LimitReached("move_occurrence", AgendaLimits.Changes, "changes"));
        }

        changed.Changes.Add(new OccurrenceChange
        {
            Occurrence = move.Occurrence,
            Skipped = move.Skip,
            StartsAt = move.Skip ? 0 : move.StartsAt,
            Minutes = move.Skip ? 0 : move.Minutes == 0 ? before.Minutes : move.Minutes,
        });
        return Write(fold, changed, before);
    }

    private Decision Move(AgendaState fold)
    {
        AppointmentMove move = _request.Move;
        if (fold.Find(move.Appointment) is not { } before)
        {
            return Decision.Refuse(Refusal.NotAccessible("move.appointment"));
        }

        if (before.State != move.From)
        {
            return Decision.Refuse(TakenBy(before));
        }

        if (!AppointmentMoves.MayGo(move.From, move.To))
        {
            return Decision.Refuse(Refusal.WrongState("An appointment does not go from that state to this one."));
        }

        Appointment moved = before.Clone();
        moved.State = move.To;
        return Write(fold, moved, before);
    }

    private Decision Answer(AgendaState fold)
    {
        ByteString self = Author.ToByteString();
        Appointment? before = fold.Find(_request.Answer.Appointment);
        int place = before?.Participants.ToList().FindIndex(one => one.Person == self) ?? -1;
        if (place < 0)
        {
            return Decision.Refuse(Refusal.NotAccessible("answer.appointment"));
        }

        if (AppointmentMoves.IsOver(before!.State))
        {
            return Decision.Refuse(Refusal.WrongState("The appointment is over."));
        }

        Appointment answered = before.Clone();
        answered.Participants[place].Answer = _request.Answer.Answer;
        return Write(fold, answered, before);
    }

    private Decision Share(AgendaState fold)
    {
        AgendaShare share = _request.Share;
        if (!fold.IsHolder(Author) || Call.Caller.ActedBy is not null)
        {
            // What is the owner's own to say: whoever acts for them passes nothing on.
            return Decision.Refuse(Refusal.NotAccessible("agenda"));
        }

        _ = PersonId.TryFrom(share.Person, out PersonId person);
        return fold.IsHolder(person)
                ? Decision.Refuse(Refusal.WrongState("The agenda is theirs."))
            : fold.ShareCount >= AgendaLimits.Shares && fold.ShareOf(person) is null
                ? Decision.Refuse(Refusal.LimitReached("share", AgendaLimits.Shares, "people"))
            : Decision.Write(new FactDraft(
                new Fact { AgendaShared = new AgendaShared { Share = share } }, DataClass.Coordination));
    }

    private static Error TakenBy(Appointment appointment)
    {
        // Two changed the same: who came second is told who was first.
        _ = PersonId.TryFrom(appointment.ChangedBy, out PersonId first);
        return Refusal.Taken(first);
    }

    private static Error? FindOpen(
        AgendaState fold, ulong appointment, uint version, string path, out Appointment? found)
    {
        found = fold.Find(appointment);
        return found is null ? Refusal.NotAccessible($"{path}.appointment")
            : found.Version != version ? TakenBy(found)
            : AppointmentMoves.IsOver(found.State) ? Refusal.WrongState("The appointment is over.")
            : null;
    }

    private static Error? CheckOthers(AgendaState fold, AppointmentDetails details, string field) =>
        details.Participants.Any(one => fold.IsOwner(PersonOf(one)))
            ? Refusal.Invalid(field, "Others than the agenda's own person.")
            : null;

    private static Appointment Fill(Appointment appointment, AppointmentDetails details)
    {
        appointment.Kind = details.Kind;
        appointment.Title = details.Title;
        appointment.Note = details.Note;
        appointment.Place = details.Place;
        appointment.StartsAt = details.StartsAt;
        appointment.Minutes = details.Minutes;
        appointment.TimeZone = ZonedTime.Find(details.TimeZone)!.Zone.Id;
        appointment.Recurrence = details.Recurrence;
        appointment.Participants.Add(details.Participants.Select(one => one.Clone()));
        return appointment;
    }

    private Decision Write(AgendaState fold, Appointment appointment, Appointment? before)
    {
        appointment.Version++;
        appointment.ChangedBy = Author.ToByteString();
        appointment.ChangedAt = Call.Now;
        appointment.ActedBy = Call.Caller.ActedBy?.ToByteString() ?? ByteString.Empty;
        return AppointmentFacts.Write(Call, fold, appointment, before);
    }
}

using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Accesses;
using Spico.Silo.Dossiers.Alerts;
using Spico.Silo.Dossiers.Appointments;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Dossiers.Consents;
using Spico.Silo.Dossiers.Dashboards;
using Spico.Silo.Dossiers.Identity;
using Spico.Silo.Retention;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers;

/// <content>What follows in it from elsewhere, and from time.</content>
internal sealed partial class DossierGrain
{
    public async ValueTask<bool> NotePractices(PersonId person) =>
        Refusal.IsSettled(LetGoIfNothing(await _accesses.NoteAsync(person)));

    public async ValueTask<bool> CarryOutDue(ConsequenceKind kind, PersonId person, long seq, long dueAt)
    {
        DossierCall call = _elsewhere.CallFor(_stream, person);
        if (dueAt > call.Now + IDossierDueTimes.ClocksApartMs)
        {
            return false;
        }

        call = call with { Now = Math.Max(call.Now, dueAt) };
        Guid id = ConsequenceId.Of(kind, _stream, seq, person);
        Reply done = await _pipeline.SubmitAsync(kind switch
        {
            >= ConsequenceKind.AlertDue => new RaiseAlertsCommand(call, id),
            ConsequenceKind.AccessDue => new EndAccessCommand(call, id),
            _ => new ExpireConsentsCommand(call, id),
        });
        return Refusal.IsSettled(done);
    }

    public ValueTask<bool> NoteIdentity(PersonId author, StreamId patient, long seq) =>
        NoteAsync(ConsequenceKind.IdentityChanged, author, (patient, seq));

    public ValueTask<bool> NoteMerge(PersonId author, StreamId dossier, long seq) =>
        NoteAsync(ConsequenceKind.DossierMerged, author, (dossier, seq));

    public async ValueTask<bool> NoteAppointment(PersonId author, StreamId agenda, long seq)
    {
        Reply noted = await _pipeline.SubmitAsync(
            new NoteAppointmentCommand(author, _stream, agenda, seq, _elsewhere));
        if (noted.Error is { Code: Protocol.V1.ErrorCode.Erased })
        {
            return await ForgetAppointmentAsync(author, agenda, seq);
        }

        return Refusal.IsSettled(LetGoIfNothing(noted));
    }

    // Made while the dossier was being erased, which could not know of it. Whom it was shared with is known where it
    // was made: there it is forgotten last.
    private async ValueTask<bool> ForgetAppointmentAsync(PersonId author, StreamId agenda, long seq)
    {
        (Error? refusal, Appointment? told, _) = await _elsewhere.Agenda(agenda).Find(seq);
        if (refusal is { Retryable: true })
        {
            return false;
        }

        IEnumerable<StreamId> shared = (told?.Participants ?? [])
            .Select(one => PersonId.TryFrom(one.Person, out PersonId person) ? StreamId.AgendaOf(person) : agenda)
            .Where(one => one != agenda);
        Guid id = ConsequenceId.Of(ConsequenceKind.DossierErased, agenda, seq, author);
        foreach (StreamId one in shared.Append(agenda))
        {
            if (!await RetentionClasses.ForgetterOf(GrainFactory, one).ForgetDossier(author, _stream, id))
            {
                return false;
            }
        }

        return true;
    }

    // The person's dashboards show it as read, on their other devices too.
    private async ValueTask<Reply> MarkAsync(PersonId person, MarkDossierReadRequest request)
    {
        Reply reply = await _marks.MoveAsync(person, request);
        if (reply.MarkDossierRead is { } moved)
        {
            await GrainFactory.GetGrain<IDashboardGrain>(0).TellRead(person, _stream, (long)moved.ReadUpTo);
        }

        return reply;
    }

    public ValueTask<bool> Drop() => _pipeline.ForgetAsync();

    // Whoever acts for a member, or where they practise, may be whom the patient objects to. Not known is yes.
    private async ValueTask<bool> IsObjectedToAsync(PersonId actor)
    {
        CarerFound found = await _elsewhere.FindCarerAsync(actor);
        CircleMember asking = CirclePeriods.Professional(actor.ToByteString(), found.StructuresOf(null));
        (Error? refusal, bool isNamed) = await _pipeline.AskAsync(
            (asking, _elsewhere.Now),
            static (fold, asked) => fold.Objections.Naming(asked.asking, asked.Now) is not null);
        return refusal is { Retryable: true } || isNamed;
    }

    private async ValueTask<bool> NoteAsync(ConsequenceKind kind, PersonId author, (StreamId From, long Seq) fact)
    {
        Reply noted = await _pipeline.SubmitAsync(new NoteCommand(kind, author, fact, _stream, _elsewhere));
        return Refusal.IsSettled(LetGoIfNothing(noted));
    }
}

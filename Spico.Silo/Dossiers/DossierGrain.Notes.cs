using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Accesses;
using Spico.Silo.Dossiers.Alerts;
using Spico.Silo.Dossiers.Appointments;
using Spico.Silo.Dossiers.Circle;
using Spico.Silo.Dossiers.Consents;
using Spico.Silo.Dossiers.Dashboards;
using Spico.Silo.Dossiers.Identity;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers;

/// <content>What follows in it from elsewhere, and from time.</content>
internal sealed partial class DossierGrain
{
    public async ValueTask<bool> NotePractices(PersonId person) =>
        LetGoIfNothing(await _accesses.NoteAsync(person)).Error is null;

    public async ValueTask<bool> CarryOutDue(ConsequenceKind kind, PersonId person, long seq)
    {
        DossierCall call = _elsewhere.CallFor(_stream, person);
        Guid id = ConsequenceId.Of(kind, _stream, seq, person);
        Reply done = await _pipeline.SubmitAsync(kind switch
        {
            >= ConsequenceKind.AlertDue => new RaiseAlertsCommand(call, id),
            ConsequenceKind.AccessDue => new EndAccessCommand(call, id),
            _ => new ExpireConsentsCommand(call, id),
        });
        return done.Error is null;
    }

    public ValueTask<bool> NoteIdentity(PersonId author, StreamId patient, long seq) =>
        NoteAsync(ConsequenceKind.IdentityChanged, author, (patient, seq));

    public ValueTask<bool> NoteMerge(PersonId author, StreamId dossier, long seq) =>
        NoteAsync(ConsequenceKind.DossierMerged, author, (dossier, seq));

    public async ValueTask<bool> NoteAppointment(PersonId author, StreamId agenda, long seq)
    {
        Reply noted = await _pipeline.SubmitAsync(
            new NoteAppointmentCommand(author, _stream, agenda, seq, _elsewhere));
        return LetGoIfNothing(noted).Error is null;
    }

    // The person's dashboards show it as read, on their other devices too.
    private async ValueTask<Reply> MarkAsync(PersonId person, MarkDossierReadRequest request)
    {
        Reply reply = await _marks.MoveAsync(person, request);
        if (reply.MarkDossierRead is { } moved)
        {
            await DashboardGrain.TellAsync(
                GrainFactory, person, _stream, (long)moved.ReadUpTo, DashboardSection.News);
        }

        return reply;
    }

    public ValueTask<bool> Drop() => _pipeline.ForgetAsync();

    public async ValueTask<Error?> FindObjection(SharingAsked[] asked)
    {
        (_, DossierState? fold) = await _pipeline.AskAsync(0, static (fold, _) => fold);
        LetGoIfNothing();
        foreach (SharingAsked one in fold is { Objections.Count: > 0 } ? asked : [])
        {
            CarerFound found = await _elsewhere.FindCarerAsync(one.Person);
            CircleMember member = CirclePeriods.Professional(
                one.Person.ToByteString(), found.StructuresOf(null));
            // Who is in the circle has been let in by the patient, whatever they object to since then but them.
            bool isIn = fold!.Circle.PeriodOf(one.Person) is not null;
            SharingObjection? objection = isIn
                ? fold.Objections.Naming(member, _elsewhere.Now)
                : fold.Objections.Against(member, fold.Consents, _elsewhere.Now, one.IsEmergency);
            if (objection is not null && (!one.IsEmergency || objection.InEmergencies))
            {
                return Refusal.GroundMissing(LegalStep.LiftObjection, objection.Objection);
            }
        }

        return null;
    }

    private async ValueTask<bool> NoteAsync(ConsequenceKind kind, PersonId author, (StreamId From, long Seq) fact)
    {
        Reply noted = await _pipeline.SubmitAsync(new NoteCommand(kind, author, fact, _stream, _elsewhere));
        return LetGoIfNothing(noted).Error is null;
    }
}

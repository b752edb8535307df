using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Agendas.Times;
using Spico.Silo.Streams;

namespace Spico.Silo.Agendas;

/// <content>What other grains have to do with it.</content>
internal sealed partial class AgendaGrain
{
    public async ValueTask<bool> ForgetDossier(PersonId author, StreamId dossier, Guid id)
    {
        Reply done = await _pipeline.SubmitAsync(new ForgetDossierCommand(
            author, _stream, dossier, id, () => _pipeline.AskAsync(0, static (_, cipher, _) => cipher), _services));
        bool isDone = Refusal.IsSettled(done);
        await (isDone ? _pipeline.RenewSnapshotAsync() : Task.CompletedTask);
        LetGoIfNothing();
        return isDone;
    }

    public async ValueTask<AppointmentFound> Find(long seq)
    {
        (Error? refusal, (StreamCipher? Cipher, StructureId? Structure) found) = await _pipeline.AskAsync(
            seq, static (fold, cipher, seq) => (fold.Head.Seq >= seq ? cipher : null, fold.Structure));
        if (found.Cipher is not { } cipher)
        {
            return new AppointmentFound(refusal, null);
        }

        try
        {
            var reading = new StreamReading(StreamAccess.All, default, cipher);
            List<Fact> facts = await _services.Storage.Store.ReadFactsAsync(_stream, seq - 1, false, 1, reading.Open);
            return new AppointmentFound(null, facts[0].AppointmentChanged?.Appointment, found.Structure);
        }
        catch (StoreException failure)
        {
            return new AppointmentFound(Refusal.Of(failure.Failure), null);
        }
    }

    public async ValueTask<bool> NoteAppointment(PersonId owner, StreamId agenda, long seq)
    {
        (Error? refusal, Appointment? told, _) = await _elsewhere.FindAsync(agenda, seq);
        Reply noted = refusal is not null
            ? new Reply { Error = refusal }
            : await _pipeline.SubmitAsync(new NoteAppointmentCommand(owner, _stream, (agenda, seq), told, _elsewhere));
        LetGoIfNothing();
        // A dossier erased meanwhile may have had this agenda forget it before it was told.
        return Refusal.IsSettled(noted)
            && (!await _elsewhere.IsErasedAsync(told?.Dossier)
                || (StreamId.TryFrom(told?.Dossier, out StreamId dossier) && await ForgetDossier(
                    owner, dossier, ConsequenceId.Of(ConsequenceKind.DossierErased, agenda, seq, owner))));
    }

    public async ValueTask<bool> NotePractices(PersonId person)
    {
        try
        {
            return await SettleStaffAsync(person) is null;
        }
        catch (StoreException)
        {
            return false;
        }
        finally
        {
            LetGoIfNothing();
        }
    }

    public async ValueTask<BusyTimes> FindBusy(Caller caller, ListAgendaRequest request)
    {
        List<long> times = [];
        Reply reply = await AnswerAsync(caller, request.Structure, async () =>
        {
            Listed listed = await ReadAsync(caller, request, fold => fold.ShareOf(caller.Person) is not null);
            if (listed.Refusal is { Code: Protocol.V1.ErrorCode.NotAccessible }
                && PersonId.TryFrom(request.Person, out PersonId owner)
                && await _elsewhere.ShareDossierAsync(caller.Person, owner))
            {
                listed = await ReadAsync(caller, request, _ => true);
            }

            foreach (Appointment appointment in listed.Appointments.Where(one => listed.TakesTime(one)))
            {
                foreach (Occurrence time in Occurrences.Between(appointment, request.From, request.To))
                {
                    times.AddRange([time.StartsAt, time.EndsAt]);
                }
            }

            return new Reply { Error = listed.Refusal };
        });
        return new BusyTimes(reply.Error, reply.Error is null ? [.. times] : []);
    }
}

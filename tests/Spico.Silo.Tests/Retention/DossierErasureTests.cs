using System.Text;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Agendas;
using Spico.Silo.Dossiers;
using Spico.Silo.Dossiers.Memos;
using Spico.Silo.Retention;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Agendas;
using Spico.Silo.Tests.Dossiers;
using Spico.Silo.Tests.Streams;
using Spico.Silo.Traces;
using Spico.Testing;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Retention;

/// <summary>What is told of a patient beside their dossier goes with it.</summary>
public sealed class DossierErasureTests(RetentionClinic clinic) : IClassFixture<RetentionClinic>
{
    private const string Secret = "12 rue des Lilas";

    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly Office _office = new(clinic);

    private StreamId Agenda => StreamId.AgendaOf(_alice);

    private StreamId Memos => StreamId.PrivateMemosOf(_bob);

    [Fact]
    public async Task Agendas_and_private_memos_forget_an_erased_dossier_and_nothing_else()
    {
        StreamId dossier = await OpenAsync();
        await BookAsync(Planner.Details("2026-10-21T08:00"));
        await BookAsync(About(dossier, "2026-10-20T08:00"));
        Assert.Null((await SaveMemoAsync(dossier, $"Clé chez la voisine, {Secret}")).Error);
        Assert.Equal(2, (await _office.ListAsync(_alice, _alice)).ListAgenda.Appointments.Count);
        await Eventually.Becomes(
            "bob has it", () => clinic.CountAsync("agenda_appointment", StreamId.AgendaOf(_bob)), n => n == 1, "1");
        await DeactivateAsync();
        Assert.Contains(Secret, await SnapshotAsync("agenda", Agenda), StringComparison.Ordinal);
        Assert.NotEqual(0, await clinic.CountAsync("trace_listed", dossier, "dossier"));

        Assert.Null((await clinic.OrderAsync(RetentionClinic.Erase(dossier))).Error);
        foreach (StreamId stream in new[] { Agenda, StreamId.AgendaOf(_bob), Memos })
        {
            await ForgetsAsync(stream, dossier);
        }

        AgendaView view = (await _office.Grain(Agenda).Subscribe(
            Cluster.As(_alice), clinic.Observe(new TestGateway()))).View!.Agenda;
        Assert.Equal(
            [("", AppointmentState.Cancelled), ("Réunion de suivi", AppointmentState.Booked)],
            view.Appointments.OrderBy(one => one.Title).Select(one => (one.Title, one.State)));
        Assert.Equal(
            "Réunion de suivi",
            Assert.Single((await _office.ListAsync(_alice, _alice)).ListAgenda.Appointments).Title);
        Assert.Equal(0, await clinic.CountAsync("agenda_appointment", StreamId.AgendaOf(_bob)));
        Assert.Equal(0, await clinic.CountAsync("trace_listed", dossier, "dossier"));
        var asked = new ListPrivateMemosRequest { Dossier = dossier.ToByteString() };
        Assert.Empty((await MemoGrain.List(Cluster.As(_bob), asked)).ListPrivateMemos.Memos);
    }

    [Fact]
    public async Task An_appointment_made_while_its_dossier_was_being_erased_is_forgotten_when_the_dossier_is_told()
    {
        StreamId dossier = await OpenAsync();
        ulong booked = await BookAsync(About(dossier, "2026-10-20T08:00"));
        StreamId[] agendas = [Agenda, StreamId.AgendaOf(_bob)];
        List<FactRow> before = await ForgottenAsync(dossier, agendas);
        // As if it had been booked just then.
        await RestoreAsync(before);
        foreach (StreamId agenda in agendas)
        {
            Assert.Contains(await clinic.OpenAsync(agenda), fact => Tells(fact, dossier));
        }

        Assert.True(await clinic.Grains.GetGrain<IDossierNotes>(StreamKey.Of(dossier))
            .NoteAppointment(_alice, Agenda, (long)booked));
        foreach (StreamId agenda in agendas)
        {
            Assert.DoesNotContain(await clinic.OpenAsync(agenda), fact => Tells(fact, dossier));
        }
    }

    [Fact]
    public async Task An_appointment_shared_while_its_dossier_was_being_erased_is_kept_by_nobody_who_is_told_of_it()
    {
        StreamId dossier = await OpenAsync();
        ulong booked = await BookAsync(About(dossier, "2026-10-20T08:00"));
        StreamId bobs = StreamId.AgendaOf(_bob);
        List<FactRow> before = await ForgottenAsync(dossier, Agenda, bobs);
        await RestoreAsync(before);
        // Told once more, as after a fall just behind the commit.
        Assert.True(await clinic.Grains.GetGrain<IAgendaNotes>(StreamKey.Of(bobs))
            .NoteAppointment(_bob, Agenda, (long)booked));
        Assert.DoesNotContain(await clinic.OpenAsync(bobs), fact => Tells(fact, dossier));

        Appointment told = (await clinic.OpenAsync(Agenda))[(int)booked - 1].AppointmentChanged.Appointment;
        var services = new AgendaServices(
            clinic.Grains, clinic.People, clinic.Silos[0].GetRequiredService<StreamServices>().Storage);
        var note = new NoteAppointmentCommand(_bob, bobs, (Agenda, (long)booked), told, services);
        Assert.NotEmpty(note.Decide(AgendaState.Empty(bobs)).Facts);
        Assert.Null(await note.PrepareAsync());
        Assert.Empty(note.Decide(AgendaState.Empty(bobs)).Facts);
    }

    [Fact]
    public async Task A_memo_saved_while_its_dossier_was_being_erased_is_forgotten_before_the_answer()
    {
        StreamId dossier = await OpenAsync();
        Assert.Null((await clinic.OrderAsync(RetentionClinic.Erase(dossier))).Error);
        // As if its reader had been found just before.
        await clinic.ChangeAsync(
            dossier,
            new RowSql("INSERT INTO dossier_member (person, stream) VALUES ($1, $2)"),
            _bob.Value,
            dossier.Value);
        Assert.Equal(ErrorCode.NotAccessible, (await SaveMemoAsync(dossier, Secret)).Error?.Code);
        Assert.NotEmpty(await clinic.OpenAsync(Memos));
        Assert.DoesNotContain(await clinic.OpenAsync(Memos), fact => Tells(fact, dossier));
    }

    [Fact]
    public async Task Agendas_forget_what_was_booked_about_a_dossier_that_had_been_merged_into_another()
    {
        StreamId main = await OpenAsync();
        StreamId twin = await OpenAsync();
        await BookAsync(About(twin, "2026-10-20T08:00"));
        await MergeAsync(twin, main);
        StreamId bobs = StreamId.AgendaOf(_bob);
        await Eventually.Becomes(
            "bob has it", () => clinic.CountAsync("agenda_appointment", bobs), n => n == 1, "1");
        Assert.Null((await clinic.OrderAsync(RetentionClinic.Erase(main))).Error);
        await ForgetsAsync(Agenda, twin);
        await ForgetsAsync(bobs, twin);
    }

    [Fact]
    public async Task Dossiers_that_were_merged_into_one_are_erased_with_it_unless_one_of_them_is_held()
    {
        StreamId main = await OpenAsync();
        StreamId twin = await OpenAsync();
        await MergeAsync(twin, main);
        Assert.Null((await clinic.OrderAsync(RetentionClinic.Hold(twin, held: true))).Error);
        Assert.Equal(ErrorCode.WrongState, (await clinic.OrderAsync(RetentionClinic.Erase(main))).Error.Code);
        Assert.Null((await clinic.OrderAsync(RetentionClinic.Hold(twin, held: false))).Error);

        Assert.Null((await clinic.OrderAsync(RetentionClinic.Erase(main))).Error);
        foreach (StreamId dossier in new[] { main, twin })
        {
            Assert.Empty((await clinic.Log.ReadStreamAsync(dossier))!.WrappedKey);
            Assert.Equal(0, await clinic.CountAsync("dossier_member", dossier));
            await clinic.FactsAreGoneAsync(dossier);
        }

        ReadRegisterResponse register = (await clinic.OrderAsync(new ReadRegisterRequest { Limit = 200 })).ReadRegister;
        Assert.Equivalent(
            new[] { main.ToByteString(), twin.ToByteString() },
            register.Entries.Where(entry => entry.Erased is not null).Select(entry => entry.Erased.Stream)
                .Where(stream => stream == main.ToByteString() || stream == twin.ToByteString()),
            strict: true);
    }

    [Fact]
    public async Task Who_had_a_dossier_open_while_it_was_erased_closes_it_and_that_is_traced()
    {
        StreamId dossier = await OpenAsync();
        IDossierGrain grain = clinic.Grains.GetGrain<IDossierGrain>(StreamKey.Of(dossier));
        Subscription opened = await grain.Subscribe(Cluster.As(_alice), clinic.Observe(new TestGateway()));
        Assert.Equal(1, await clinic.CountAsync("trace_opening", dossier));
        Assert.Null((await clinic.OrderAsync(RetentionClinic.Erase(dossier))).Error);
        await clinic.FactsAreGoneAsync(dossier);
        Assert.Equal(0, await clinic.CountAsync("trace_opening", dossier));

        for (int i = 0; i < 2; i++)
        {
            Assert.True(await grain.Closed(Cluster.As(_alice), opened.Opening, opened.Head.Seq));
        }

        AccessTrace closing = Assert.Single(
            (await clinic.OpenAsync(StreamId.TracesOf(dossier))).Select(fact => fact.AccessTraced.Trace),
            trace => trace.Kind == TraceKind.Closed);
        Assert.Equal(
            (_alice.ToByteString(), CareRole.Paramedical, (ulong)opened.Opening, (ulong)opened.Head.Seq, false),
            (closing.Person, closing.Role, closing.Opening, closing.To, closing.Lost));

        // One that was on its way when the order came.
        RowChange late = new TraceOpening(dossier, "gone").RowOf(_alice, 9, new AccessTrace());
        await clinic.ChangeAsync(dossier, late.Sql, late.Values);
        Assert.True(await clinic.Grains.GetGrain<IRemainsGrain>(0).Remove(dossier));
        Assert.Equal(0, await clinic.CountAsync("trace_opening", dossier));
    }

    private IPrivateMemosGrain MemoGrain => clinic.Grains.GetGrain<IPrivateMemosGrain>(StreamKey.Of(Memos));

    // The dossier is erased, and these forget it: what they held before.
    private async Task<List<FactRow>> ForgottenAsync(StreamId dossier, params StreamId[] agendas)
    {
        await Eventually.Becomes(
            "all have it",
            async () => (await Task.WhenAll(agendas.Select(one => clinic.CountAsync("agenda_appointment", one)))).Sum(),
            count => count == agendas.Length,
            "one each");
        List<FactRow> before = [];
        foreach (StreamId agenda in agendas)
        {
            before.AddRange(await clinic.Log.ReadFactsAsync(agenda, 0, false, 100));
        }

        Assert.Null((await clinic.OrderAsync(RetentionClinic.Erase(dossier))).Error);
        foreach (StreamId agenda in agendas)
        {
            await ForgetsAsync(agenda, dossier);
        }

        return before;
    }

    private async Task RestoreAsync(List<FactRow> before)
    {
        foreach (FactRow row in before)
        {
            await clinic.ChangeAsync(
                row.Stream,
                new RowSql("UPDATE fact SET sealed = $1 WHERE stream = $2 AND seq = $3"),
                row.Sealed,
                row.Stream.Value,
                row.Seq);
        }
    }

    private bool Tells(Fact fact, StreamId dossier)
    {
        string told = Encoding.Latin1.GetString(fact.ToByteArray());
        return told.Contains(Secret, StringComparison.Ordinal)
            || told.Contains(Encoding.Latin1.GetString(dossier.ToByteString().Span), StringComparison.Ordinal)
            || fact.AppointmentChanged?.Appointment is { Participants.Count: > 0, Title.Length: 0 };
    }

    private Task ForgetsAsync(StreamId stream, StreamId dossier) => Eventually.Becomes(
        $"{stream.Kind} forgets the dossier",
        async () =>
        {
            string grain = stream.Kind == StreamKind.Agenda ? "agenda" : "private-memos";
            return (await clinic.OpenAsync(stream)).Count(fact => Tells(fact, dossier))
                + ((await SnapshotAsync(grain, stream)).Contains(Secret, StringComparison.Ordinal) ? 1 : 0);
        },
        count => count == 0,
        "nothing tells of it");

    // What the grain's snapshot tells, if there is one.
    private async Task<string> SnapshotAsync(string grain, StreamId stream)
    {
        GrainState<SnapshotRecord> stored = await clinic.Silos[0].GetRequiredService<SnapshotStorage>().ReadAsync(
            $"{grain}.snapshot.v1", GrainId.Create(grain, StreamKey.Of(stream)));
        using StreamCipher cipher = await clinic.CipherOf(stream);
        return stored.RecordExists
            ? Encoding.UTF8.GetString(cipher.OpenText(SealedColumns.Snapshot, stored.State!.Sealed))
            : string.Empty;
    }

    private async Task DeactivateAsync()
    {
        await clinic.DeactivateAsync(_office.Grain(Agenda));
        await clinic.DeactivateAsync(MemoGrain);
    }

    private async Task<StreamId> OpenAsync()
    {
        StreamId dossier = await _office.DossierAsync(_alice);
        Assert.Null((await AskAsync(dossier, new Command
        {
            ChangeCircle = new ChangeCircleRequest
            {
                RequestId = RequestId.New().ToByteString(),
                Dossier = dossier.ToByteString(),
                Begin = new BeginCirclePeriod
                {
                    Person = _bob.ToByteString(),
                    Function = CareFunction.Nurse,
                    Ground = new LegalGround { Basis = LegalBasis.Exchange },
                },
            },
        })).Error);
        return dossier;
    }

    private async Task<Reply> AskAsync(StreamId dossier, Command command) => await clinic.Grains
        .GetGrain<IDossierGrain>(StreamKey.Of(dossier)).SendAsync(Cluster.As(_alice), command);

    private async Task MergeAsync(StreamId twin, StreamId main)
    {
        Assert.Null((await AskAsync(twin, new Command
        {
            MergeDossier = new MergeDossierRequest
            {
                RequestId = RequestId.New().ToByteString(),
                Dossier = twin.ToByteString(),
                Into = main.ToByteString(),
                Reason = "Même personne",
            },
        })).Error);
        await Eventually.Becomes(
            "the main dossier is told",
            () => _office.ViewAsync(_alice, main),
            view => view.Absorbed.Contains(twin.ToByteString()),
            "the other absorbed");
    }

    private AppointmentDetails About(StreamId dossier, string startsAt)
    {
        AppointmentDetails visit = Planner.Details(startsAt, _bob);
        (visit.Title, visit.Place, visit.Dossier) = ("Visite", Secret, dossier.ToByteString());
        return visit;
    }

    private async Task<ulong> BookAsync(AppointmentDetails details)
    {
        Reply booked = await _office.ChangeAsync(_alice, new ChangeAgendaRequest { Book = details });
        Assert.Null(booked.Error);
        if (StreamId.TryFrom(details.Dossier, out StreamId dossier))
        {
            await Eventually.Becomes(
                "the dossier is told",
                () => _office.ViewAsync(_alice, dossier),
                view => view.Appointments.Count > 0,
                "1");
        }

        return booked.ChangeAgenda.Appointment;
    }

    private async Task<Reply> SaveMemoAsync(StreamId dossier, string text) => await MemoGrain.Save(
        Cluster.As(_bob),
        new SavePrivateMemoRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Dossier = dossier.ToByteString(),
            Text = text,
        });
}

using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers.Memos;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Agendas;
using Spico.Silo.Tests.Streams;
using Spico.Testing;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Retention;

/// <summary>What people have of their own, an agenda and private memos, is purged when its time has come.</summary>
public sealed class OwnStreamPurgeTests(RetentionClinic clinic) : IClassFixture<RetentionClinic>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly PersonId _carol = PersonId.New();
    private readonly Office _office = new(clinic);

    [Fact]
    public async Task Agendas_are_purged_but_for_those_with_an_appointment_of_late_or_to_come_and_begin_anew()
    {
        AppointmentDetails old = Planner.Details("2020-01-10T08:00");
        AppointmentDetails endless = old.Clone();
        endless.Recurrence = new Recurrence { Unit = RecurrenceUnit.Week };
        AppointmentDetails late = Planner.Details("2026-10-20T08:00");
        foreach ((PersonId person, AppointmentDetails details) in new[]
        {
            (_alice, old), (_bob, endless), (_carol, late),
        })
        {
            await BookAsync(person, details);
            await clinic.AgeAsync(StreamId.AgendaOf(person), TimeSpan.FromDays(1_828));
        }

        PersonId young = PersonId.New();
        await BookAsync(young, old);
        await clinic.AgeAsync(StreamId.AgendaOf(young), TimeSpan.FromDays(1_826));
        StreamId agenda = StreamId.AgendaOf(_alice);
        Assert.Equal([agenda], await PurgeAsync(RetentionClass.Agendas, isDry: true));
        Assert.Equal([agenda], await PurgeAsync(RetentionClass.Agendas, isDry: false));
        await clinic.FactsAreGoneAsync(agenda);
        Assert.Equal(0, await clinic.CountAsync("agenda_appointment", agenda));
        foreach (PersonId person in new[] { _bob, _carol, young })
        {
            Assert.Equal(1, await clinic.CountAsync("agenda_appointment", StreamId.AgendaOf(person)));
        }

        // Until then it is an erased one to whoever asks.
        await Eventually.Becomes(
            "nothing is known of it", () => clinic.CountAsync("erased_stream", agenda), count => count == 0, "no row");
        Assert.Empty((await _office.ListAsync(_alice, _alice, late.StartsAt - 1, late.StartsAt + 1))
            .ListAgenda.Appointments);
        await BookAsync(_alice, late);
        Assert.Single((await _office.ListAsync(_alice, _alice)).ListAgenda.Appointments);
    }

    [Fact]
    public async Task Private_memos_are_purged_when_nothing_has_happened_in_them_for_long_and_their_dossier_stays()
    {
        StreamId dossier = await _office.DossierAsync(_alice);
        StreamId memos = StreamId.PrivateMemosOf(_alice);
        Assert.Null((await SaveMemoAsync(dossier)).Error);
        await clinic.AgeAsync(memos, TimeSpan.FromDays(7_304));
        Assert.Empty(await PurgeAsync(RetentionClass.Memos, isDry: true));
        await clinic.AgeAsync(memos, TimeSpan.FromDays(7_306));
        Assert.Equal([memos], await PurgeAsync(RetentionClass.Memos, isDry: false));
        await clinic.FactsAreGoneAsync(memos);
        Assert.Equal(ErrorCode.Erased, (await SaveMemoAsync(dossier)).Error.Code);
        Assert.NotEqual(0, await clinic.CountAsync("fact", dossier));
    }

    private async Task BookAsync(PersonId person, AppointmentDetails details) =>
        Assert.Null((await _office.ChangeAsync(person, new ChangeAgendaRequest { Book = details })).Error);

    private async Task<Reply> SaveMemoAsync(StreamId dossier) => await clinic.Grains
        .GetGrain<IPrivateMemosGrain>(StreamKey.Of(StreamId.PrivateMemosOf(_alice)))
        .Save(Cluster.As(_alice), new SavePrivateMemoRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Dossier = dossier.ToByteString(),
            Text = "Clé chez la voisine",
        });

    private async Task<StreamId[]> PurgeAsync(RetentionClass retention, bool isDry)
    {
        Reply purged = await clinic.OrderAsync(new PurgeStreamsRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Retention = retention,
            DryRun = isDry,
        });
        Assert.Null(purged.Error);
        return
        [
            .. purged.PurgeStreams.Streams
                .Select(stream => StreamId.TryFrom(stream.Stream, out StreamId id) ? id : default),
        ];
    }
}

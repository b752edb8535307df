using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers;
using Spico.Silo.Patients;
using Spico.Silo.Retention;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Agendas;
using Spico.Silo.Tests.Streams;
using Spico.Silo.Traces;
using Spico.Silo.Traces.Checkpoints;
using Spico.Silo.Traces.Verification;

namespace Spico.Silo.Tests.Retention;

/// <summary>Traces outlive their dossier, and the verifier tells a purge from a theft.</summary>
public sealed class TracePurgeTests(RetentionClinic clinic) : IClassFixture<RetentionClinic>
{
    private readonly PersonId _alice = PersonId.New();

    [Fact]
    public async Task The_traces_of_an_erased_dossier_are_purged_years_later_and_no_others_and_the_verifier_knows()
    {
        StreamId erased = await OpenAsync();
        StreamId there = await OpenAsync();
        StreamId stolen = await OpenAsync();
        Assert.Null((await clinic.OrderAsync(RetentionClinic.Erase(erased))).Error);
        Assert.Empty((await PurgeAsync()).Streams);
        await ErasedLongAgoAsync(erased);
        StreamId traces = StreamId.TracesOf(erased);
        Assert.Equal(traces.ToByteString(), Assert.Single((await PurgeAsync()).Streams).Stream);
        await clinic.FactsAreGoneAsync(traces);
        Assert.Empty((await PurgeAsync()).Streams);
        Assert.NotEqual(0, await clinic.CountAsync("fact", StreamId.TracesOf(there)));

        Assert.Empty(await VerifyAsync());
        byte[] key = (await clinic.Log.ReadStreamAsync(StreamId.TracesOf(stolen)))!.WrappedKey;
        await clinic.ChangeAsync(
            stolen,
            new RowSql("UPDATE stream SET wrapped_key = $1 WHERE id = $2"),
            Array.Empty<byte>(),
            StreamId.TracesOf(stolen).Value);
        Assert.Equal(TraceFault.Erased, Assert.Single(await VerifyAsync()).Fault);
        await clinic.ChangeAsync(
            stolen,
            new RowSql("UPDATE stream SET wrapped_key = $1 WHERE id = $2"),
            key,
            StreamId.TracesOf(stolen).Value);
    }

    [Fact]
    public async Task Traces_that_are_held_outlive_a_purge_whether_by_themselves_or_by_their_dossier()
    {
        StreamId dossier = await OpenAsync();
        StreamId traces = StreamId.TracesOf(dossier);
        Assert.Null((await clinic.OrderAsync(RetentionClinic.Hold(traces, held: true))).Error);
        Assert.Null((await clinic.OrderAsync(RetentionClinic.Erase(dossier))).Error);
        await ErasedLongAgoAsync(dossier);
        Assert.Equal((traces.ToByteString(), true), Named(await PurgeAsync()));
        Assert.Null((await clinic.OrderAsync(RetentionClinic.Hold(dossier, held: true))).Error);
        Assert.Null((await clinic.OrderAsync(RetentionClinic.Hold(traces, held: false))).Error);
        Assert.Equal((traces.ToByteString(), true), Named(await PurgeAsync()));
        Assert.NotEqual(0, await clinic.CountAsync("fact", traces));

        Assert.Null((await clinic.OrderAsync(RetentionClinic.Hold(dossier, held: false))).Error);
        Assert.Equal((traces.ToByteString(), false), Named(await PurgeAsync()));
        await clinic.FactsAreGoneAsync(traces);
        Assert.Equal(
            Protocol.V1.ErrorCode.Erased,
            (await clinic.OrderAsync(RetentionClinic.Hold(dossier, held: true))).Error.Code);

        static (Google.Protobuf.ByteString, bool) Named(PurgeStreamsResponse purge) =>
            Assert.Single(purge.Streams.Select(stream => (stream.Stream, stream.Held)));
    }

    [Fact]
    public void A_hold_on_the_dossier_keeps_its_traces_until_the_order_itself_is_written()
    {
        var dossier = StreamId.DossierOf(StreamId.PatientOf(Guid.NewGuid()));
        var order = new StreamErased { Stream = StreamId.TracesOf(dossier).ToByteString(), Reason = "kept" };
        StreamServices services = clinic.Silos[0].GetRequiredService<StreamServices>();
        var erase = new EraseStreamCommand(_alice, RequestId.New(), order, services) { TracesOf = dossier };
        RegisterState register = RegisterState.Empty(StreamId.Register);
        Assert.False(erase.IsHeldIn(register));
        register.Apply(new StreamFact(
            new StreamHead(1, 0, 0),
            _alice,
            DataClass.Unspecified,
            Fact.BodyOneofCase.LegalHoldSet,
            new Fact { LegalHoldSet = new LegalHoldSet { Stream = dossier.ToByteString(), Held = true } }));
        Assert.Equal(Refusal.Held(), erase.Decide(register).Reply?.Error);
    }

    [Fact]
    public async Task Purged_traces_that_a_backup_brings_back_are_purged_again()
    {
        StreamId dossier = await OpenAsync();
        StreamId traces = StreamId.TracesOf(dossier);
        byte[] key = (await clinic.Log.ReadStreamAsync(traces))!.WrappedKey;
        Assert.Null((await clinic.OrderAsync(RetentionClinic.Erase(dossier))).Error);
        await ErasedLongAgoAsync(dossier);
        Assert.Single((await PurgeAsync()).Streams);
        await clinic.FactsAreGoneAsync(traces);
        await clinic.ChangeAsync(
            traces, new RowSql("UPDATE stream SET wrapped_key = $1 WHERE id = $2"), key, traces.Value);
        await clinic.ChangeAsync(traces, new RowSql("DELETE FROM erased_stream WHERE stream = $1"), traces.Value);

        IServiceProvider silo = clinic.Silos[0];
        await silo.GetRequiredService<ErasureReplay>()
            .RunAsync(silo.GetRequiredService<ILog>().Epoch + 1, TestContext.Current.CancellationToken);
        Assert.Empty((await clinic.Log.ReadStreamAsync(traces))!.WrappedKey);
        Assert.DoesNotContain(await VerifyAsync(), finding => finding.Where == traces.ToString());
    }

    [Fact]
    public async Task A_list_that_showed_an_erased_dossier_is_in_order_and_one_whose_row_was_taken_away_is_not()
    {
        var office = new Office(clinic);
        StreamId dossier = await office.DossierAsync(_alice);
        AppointmentDetails visit = Planner.Details("2026-10-20T08:00");
        visit.Dossier = dossier.ToByteString();
        Assert.Null((await office.ChangeAsync(_alice, new ChangeAgendaRequest { Book = visit })).Error);
        Assert.Null((await office.ListAsync(_alice, _alice)).Error);
        Assert.NotEqual(0, await clinic.CountAsync("trace_listed", dossier, "dossier"));
        await clinic.ChangeAsync(dossier, new RowSql("DELETE FROM trace_listed WHERE dossier = $1"), dossier.Value);
        Assert.Contains(await VerifyAsync(), finding => finding.Fault == TraceFault.Unlisted);
        Assert.Null((await clinic.OrderAsync(RetentionClinic.Erase(dossier))).Error);
        Assert.DoesNotContain(await VerifyAsync(), finding => finding.Fault == TraceFault.Unlisted);
    }

    private Task ErasedLongAgoAsync(StreamId dossier) => clinic.ChangeAsync(
        dossier,
        new RowSql("UPDATE erased_stream SET erased_at = $1 WHERE stream = $2"),
        (TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(1_097)).ToUnixTimeMilliseconds(),
        dossier.Value);

    private async Task<PurgeStreamsResponse> PurgeAsync()
    {
        Reply reply = await clinic.OrderAsync(new PurgeStreamsRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Retention = RetentionClass.Traces,
        });
        Assert.Null(reply.Error);
        return reply.PurgeStreams;
    }

    private async Task<List<TraceFinding>> VerifyAsync()
    {
        IServiceProvider silo = clinic.Silos[0];
        TraceOptions options = silo.GetRequiredService<IOptions<TraceOptions>>().Value;
        silo.GetRequiredService<TraceCheckpoints>().Write();
        var verifier = new TraceVerifier(
            clinic.Log, silo.GetRequiredService<MasterKey>(), silo.GetRequiredService<ILog>().Epoch);
        using TraceKey key = TraceKey.PublicOfFolder(options.KeysFolder);
        await verifier.RunAsync(new CheckpointFolder(options.CheckpointFolder), key, CancellationToken.None);
        return verifier.Findings;
    }

    private async Task<StreamId> OpenAsync()
    {
        Reply known = await clinic.Grains.GetGrain<IPatientsGrain>(0).Register(
            Cluster.As(_alice),
            new RegisterPatientRequest
            {
                RequestId = RequestId.New().ToByteString(),
                Traits = new PatientTraits
                {
                    BirthName = $"Exemple {Guid.NewGuid():N}",
                    GivenNames = "Camille",
                    BirthDate = "1961-07-14",
                    Sex = Sex.Female,
                },
                Status = IdentityStatus.Vali,
            });
        Assert.Null(known.Error);
        Assert.True(StreamId.TryFrom(known.RegisterPatient.Dossier, out StreamId dossier));
        Reply created = await clinic.Grains.GetGrain<IDossierGrain>(StreamKey.Of(dossier)).CarryOut(
            Cluster.As(_alice),
            new Command
            {
                CreateDossier = new CreateDossierRequest
                {
                    RequestId = RequestId.New().ToByteString(),
                    Patient = known.RegisterPatient.Patient,
                    Function = CareFunction.Nurse,
                    Ground = new LegalGround { Basis = LegalBasis.Exchange },
                },
            });
        Assert.Null(created.Error);
        return dossier;
    }
}

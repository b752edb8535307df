using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers;
using Spico.Silo.Patients;
using Spico.Silo.Streams;
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
        long longAgo = (TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(1_097)).ToUnixTimeMilliseconds();
        await clinic.ChangeAsync(
            erased, new RowSql("UPDATE erased_stream SET erased_at = $1 WHERE stream = $2"), longAgo, erased.Value);
        StreamId traces = StreamId.TracesOf(erased);
        Assert.Equal(traces.ToByteString(), Assert.Single((await PurgeAsync()).Streams).Stream);
        await clinic.FactsAreGoneAsync(traces);
        Assert.Empty((await PurgeAsync()).Streams);
        Assert.NotEqual(0, await clinic.CountAsync("fact", StreamId.TracesOf(there)));

        Assert.Empty(await VerifyAsync());
        await clinic.ChangeAsync(
            stolen,
            new RowSql("UPDATE stream SET wrapped_key = $1 WHERE id = $2"),
            Array.Empty<byte>(),
            StreamId.TracesOf(stolen).Value);
        Assert.Equal(TraceFault.Erased, Assert.Single(await VerifyAsync()).Fault);
    }

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

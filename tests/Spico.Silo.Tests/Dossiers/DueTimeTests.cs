using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;
using Spico.Silo.Tests.Traces;

namespace Spico.Silo.Tests.Dossiers;

/// <summary>What happens in a dossier when its time has come by the clock of another silo.</summary>
public sealed class DueTimeTests(Cluster clinic) : IClassFixture<Cluster>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly Archive _archive = new(clinic);

    [Fact]
    public async Task A_clock_that_is_ahead_is_believed_a_little_and_asked_again_where_it_is_ahead_by_more()
    {
        StreamId dossier = await _archive.OpenAsync(_alice);
        Assert.Null((await _archive.AskAsync(_bob, dossier, new BreakGlassRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Dossier = dossier.ToByteString(),
            Reason = "Chute à domicile",
        })).Error);
        long until = Assert.Single((await ViewAsync(dossier)).Accesses).Until;
        Assert.False(await DueAsync(dossier, ConsequenceKind.AccessDue, _bob, until));
        Assert.Equal(0, Assert.Single((await ViewAsync(dossier)).Accesses).EndedAt);

        long expires = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + IDossierDueTimes.ClocksApartMs - 1;
        Assert.Null((await _archive.AskAsync(_alice, dossier, new RecordConsentRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Dossier = dossier.ToByteString(),
            Consent = new SharingConsent
            {
                State = ConsentState.Given,
                Means = ConsentMeans.Oral,
                Proof = "said so",
                ExpiresAt = expires,
            },
        })).Error);
        Assert.True(await DueAsync(dossier, ConsequenceKind.ConsentDue, _alice, expires));
        Assert.Equal(ConsentState.Expired, Assert.Single((await ViewAsync(dossier)).Consents).State);
    }

    private ValueTask<bool> DueAsync(StreamId dossier, ConsequenceKind kind, PersonId person, long dueAt) =>
        clinic.Grains.GetGrain<IDossierDueTimes>(StreamKey.Of(dossier)).CarryOutDue(kind, person, 1, dueAt);

    private async Task<DossierView> ViewAsync(StreamId dossier) =>
        (await _archive.Grain(dossier).Subscribe(Cluster.As(_alice), clinic.Observe(new TestGateway())))
            .View!.Dossier;
}

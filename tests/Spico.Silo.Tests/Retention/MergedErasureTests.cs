using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Dossiers;
using Spico.Silo.Retention;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Agendas;
using Spico.Silo.Tests.Dossiers;
using Spico.Silo.Tests.Streams;
using Spico.Testing;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Retention;

/// <summary>Which dossiers go, stay and are held together: those that are merged, and no longer.</summary>
public sealed class MergedErasureTests(RetentionClinic clinic) : IClassFixture<RetentionClinic>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly Office _office = new(clinic);

    [Fact]
    public async Task A_dossier_that_is_on_its_own_again_stays_though_the_other_has_not_heard_of_it()
    {
        (StreamId main, StreamId twin) = await MergedAsync();
        Assert.Null((await AskAsync(twin, new Command
        {
            SeparateDossier = new SeparateDossierRequest
            {
                RequestId = RequestId.New().ToByteString(),
                Dossier = twin.ToByteString(),
                Reason = "Deux sœurs",
            },
        })).Error);
        await ShowsAsync(main, view => view.Absorbed.Count == 0);
        // As if it had not heard of it yet.
        long head = (await clinic.Log.ReadStreamAsync(main))!.Head;
        await clinic.ChangeAsync(
            main, new RowSql("DELETE FROM fact WHERE stream = $1 AND seq = $2"), main.Value, head);
        await clinic.ChangeAsync(
            main, new RowSql("UPDATE stream SET head = $1 WHERE id = $2"), head - 1, main.Value);

        Assert.Null((await clinic.OrderAsync(RetentionClinic.Erase(main))).Error);
        Assert.True(await IsErasedAsync(main));
        Assert.False(await IsErasedAsync(twin));
    }

    [Fact]
    public async Task A_dossier_that_a_backup_brings_back_is_erased_again_without_those_it_was_merged_with_then()
    {
        (StreamId main, StreamId twin) = await MergedAsync();
        Assert.Null((await clinic.OrderAsync(RetentionClinic.Hold(main, held: true))).Error);
        Assert.Null(await AgainAsync(twin));
        Assert.True(await IsErasedAsync(twin));
        Assert.False(await IsErasedAsync(main));

        (main, twin) = await MergedAsync();
        Assert.Null(await AgainAsync(main));
        Assert.True(await IsErasedAsync(main));
        Assert.False(await IsErasedAsync(twin));

        ValueTask<Error?> AgainAsync(StreamId dossier) => clinic.Grains
            .GetGrain<IErasesAgain>(StreamKey.Of(StreamId.Register)).EraseAgain(dossier, epoch: 7);
    }

    [Fact]
    public async Task What_is_merged_into_a_dossier_is_held_with_it_and_active_with_it()
    {
        (StreamId main, StreamId twin) = await MergedAsync();
        await clinic.AgeAsync(twin, TimeSpan.FromDays(20_000));
        foreach (bool isDry in new[] { true, false })
        {
            Assert.Null(await PurgeAsync(twin, isDry));
        }

        await clinic.AgeAsync(main, TimeSpan.FromDays(20_000));
        Assert.Null((await clinic.OrderAsync(RetentionClinic.Hold(main, held: true))).Error);
        Assert.Equal(ErrorCode.WrongState, (await clinic.OrderAsync(RetentionClinic.Erase(twin))).Error?.Code);
        foreach (bool isDry in new[] { true, false })
        {
            Assert.True((await PurgeAsync(twin, isDry))?.Held);
        }

        Assert.False(await IsErasedAsync(twin));
        Assert.Null((await clinic.OrderAsync(RetentionClinic.Hold(main, held: false))).Error);
        Assert.False((await PurgeAsync(twin, isDry: true))?.Held);
        Assert.False(await IsErasedAsync(twin));
        Assert.False((await PurgeAsync(twin, isDry: false))?.Held);
        Assert.True(await IsErasedAsync(twin));
    }

    [Fact]
    public async Task A_fact_that_does_not_open_keeps_no_dossier_from_being_erased()
    {
        (StreamId main, StreamId twin) = await MergedAsync();
        byte[] broken = (await clinic.Log.ReadFactsAsync(main, 0, false, 1))[0].Sealed;
        broken[^1] ^= 1;
        await clinic.ChangeAsync(
            main, new RowSql("UPDATE fact SET sealed = $1 WHERE stream = $2 AND seq = 1"), broken, main.Value);
        Assert.Null((await clinic.OrderAsync(RetentionClinic.Erase(main))).Error);
        Assert.True(await IsErasedAsync(main));
        Assert.True(await IsErasedAsync(twin));
    }

    private async Task<bool> IsErasedAsync(StreamId dossier) =>
        (await clinic.Log.ReadStreamAsync(dossier))!.WrappedKey.Length == 0;

    private async Task<PurgedStream?> PurgeAsync(StreamId dossier, bool isDry)
    {
        Reply reply = await clinic.OrderAsync(new PurgeStreamsRequest
        {
            RequestId = RequestId.New().ToByteString(),
            Retention = RetentionClass.Dossiers,
            DryRun = isDry,
            Limit = RetentionLimits.PageMax,
        });
        Assert.Null(reply.Error);
        return reply.PurgeStreams.Streams.SingleOrDefault(one => one.Stream == dossier.ToByteString());
    }

    private async Task<(StreamId Main, StreamId Twin)> MergedAsync()
    {
        StreamId main = await _office.DossierAsync(_alice);
        StreamId twin = await _office.DossierAsync(_alice);
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
        await ShowsAsync(main, view => view.Absorbed.Contains(twin.ToByteString()));
        return (main, twin);
    }

    private Task ShowsAsync(StreamId dossier, Func<DossierView, bool> isSo) => Eventually.Becomes(
        "the dossier is told", () => _office.ViewAsync(_alice, dossier), isSo, "what the other is to it");

    private async Task<Reply> AskAsync(StreamId dossier, Command command) => await clinic.Grains
        .GetGrain<IDossierGrain>(StreamKey.Of(dossier)).SendAsync(Cluster.As(_alice), command);
}

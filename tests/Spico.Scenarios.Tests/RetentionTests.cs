using Spico.Client;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;
using Spico.Testing.Clinics;

namespace Spico.Scenarios.Tests;

public sealed class RetentionTests
{
    [Theory, EveryWay]
    public async Task What_an_administrator_erases_is_told_to_be_erased_and_nothing_else_of_it(Way way, Store store)
    {
        await using Clinic clinic = await Node.Clinic(way, store);
        Colleague root = await clinic.Admit("root", isAdministrator: true);
        Colleague alice = await clinic.Admit("alice");
        Colleague bob = await clinic.Admit("bob");
        StreamId talk = await alice.StartsDirect(bob);
        await alice.Client.PostAsync(talk, "À oublier");

        await Refusal.Of(ErrorCode.NotAccessible, () => alice.Client.EraseStreamAsync(talk, "À moi"));
        await root.Client.SetLegalHoldAsync(talk, held: true, "Réquisition");
        await Refusal.Of(ErrorCode.WrongState, () => root.Client.EraseStreamAsync(talk, "Ouvert par erreur"));
        await root.Client.SetLegalHoldAsync(talk, held: false, "Réquisition levée");
        await Refusal.Of(ErrorCode.InvalidArgument, () => root.Client.EraseStreamAsync(talk, " "));
        RequestId request = RequestId.New();
        EraseStreamResponse erased = await root.Client.EraseStreamAsync(talk, "Ouvert par erreur", request);
        Assert.Equal(erased, await root.Client.EraseStreamAsync(talk, "Ouvert par erreur", request));

        Error tombstone = await Refusal.Of(ErrorCode.Erased, () => bob.Client.OpenAsync(talk));
        Assert.Equal(erased.ErasedAt, tombstone.ErasedAt);
        await Refusal.Of(ErrorCode.Erased, () => alice.Client.PostAsync(talk, "Encore"));
        Assert.Empty((await bob.Client.ListInboxAsync()).Entries);
        ReadRegisterResponse register = await root.Client.ReadRegisterAsync(limit: 1);
        Assert.Equal(talk.ToByteString(), Assert.Single(register.Entries).Erased.Stream);
        await Refusal.Of(ErrorCode.NotAccessible, () => bob.Client.ReadRegisterAsync());
        PurgeStreamsResponse purge = await root.Client.PurgeStreamsAsync(
            new PurgeStreamsRequest { Retention = RetentionClass.Messages, DryRun = true });
        Assert.DoesNotContain(talk.ToByteString(), purge.Streams.Select(stream => stream.Stream));
    }
}

using Spico.Protocol;
using Spico.Silo.Accounts;

namespace Spico.Silo.Tests.Accounts;

public sealed class RevocationsGrainTests(AccountsCluster cluster) : IClassFixture<AccountsCluster>
{
    [Fact]
    public async Task Whoever_asks_from_the_beginning_hears_of_every_revocation_in_force()
    {
        IRevocationsGrain revocations = List("all");
        var alice = PersonId.New();
        var bob = PersonId.New();
        DateTimeOffset now = cluster.Clock.GetUtcNow();
        await revocations.Revoke(alice, now);
        await revocations.Revoke(bob, now);

        Revocations all = await revocations.Since(0);

        Assert.Equal([new Revocation(alice, now), new Revocation(bob, now)], all.Changes);
    }

    [Fact]
    public async Task Whoever_asks_from_a_version_hears_what_is_newer()
    {
        IRevocationsGrain revocations = List("newer");
        var bob = PersonId.New();
        DateTimeOffset now = cluster.Clock.GetUtcNow();
        await revocations.Revoke(PersonId.New(), now);
        long version = (await revocations.Since(0)).Version;
        await revocations.Revoke(bob, now);

        Revocations newer = await revocations.Since(version);

        Assert.Equal([new Revocation(bob, now)], newer.Changes);
        Assert.Empty((await revocations.Since(newer.Version)).Changes);
    }

    [Fact]
    public async Task A_version_of_before_a_restore_is_answered_with_everything()
    {
        IRevocationsGrain revocations = List("restored");
        await revocations.Revoke(PersonId.New(), cluster.Clock.GetUtcNow());

        Revocations all = await revocations.Since(1000);

        Assert.Single(all.Changes);
        Assert.Equal(1, all.Version);
    }

    [Fact]
    public async Task The_latest_revocation_of_a_person_counts()
    {
        IRevocationsGrain revocations = List("latest");
        var alice = PersonId.New();
        DateTimeOffset now = cluster.Clock.GetUtcNow();
        await revocations.Revoke(alice, now);
        await revocations.Revoke(alice, now.AddSeconds(1));
        await revocations.Revoke(alice, now);

        Revocation inForce = Assert.Single((await revocations.Since(0)).Changes);

        Assert.Equal(now.AddSeconds(1), inForce.IssuedBefore);
    }

    [Fact]
    public async Task A_revocation_is_forgotten_when_its_tokens_have_expired()
    {
        IRevocationsGrain revocations = List("forgotten");
        var bob = PersonId.New();
        await revocations.Revoke(PersonId.New(), cluster.Clock.GetUtcNow());
        cluster.Clock.Forward(TimeSpan.FromHours(26));
        await revocations.Revoke(bob, cluster.Clock.GetUtcNow());

        Assert.Equal(bob, Assert.Single((await revocations.Since(0)).Changes).Person);
    }

    [Fact]
    public async Task Whoever_is_barred_stays_so_until_they_are_readmitted()
    {
        IRevocationsGrain revocations = List("barred");
        var alice = PersonId.New();
        DateTimeOffset now = cluster.Clock.GetUtcNow();
        await revocations.Bar(alice);
        await revocations.Revoke(alice, now);
        cluster.Clock.Forward(TimeSpan.FromDays(365));
        await revocations.Revoke(PersonId.New(), cluster.Clock.GetUtcNow());
        Assert.Equal([alice], await revocations.Barred());
        Assert.Contains(new Revocation(alice, DateTimeOffset.MaxValue), (await revocations.Since(0)).Changes);

        long version = (await revocations.Since(0)).Version;
        now = cluster.Clock.GetUtcNow();
        await revocations.Readmit(alice, now);
        await revocations.Readmit(alice, now.AddHours(1));
        Assert.Empty(await revocations.Barred());
        Assert.Equal([new Revocation(alice, now)], (await revocations.Since(version)).Changes);
    }

    private IRevocationsGrain List(string name) =>
        cluster.Grains.GetGrain<IRevocationsGrain>($"revocations/{name}");
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Spico.Gateway.Presence;
using Spico.Protocol;
using Spico.Testing;
using static Spico.Gateway.Tests.Presence.Listener.Words;

namespace Spico.Gateway.Tests.Presence;

/// <summary>Two gateways on a real Redis, which comes and goes.</summary>
public sealed class RedisPresenceTests : IAsyncLifetime
{
    private readonly StreamId _stream = StreamId.OpenedBy(StreamKind.Conversation, PersonId.New(), RequestId.New());
    private readonly PersonId _alice = PersonId.New();
    private readonly PersonId _bob = PersonId.New();
    private readonly PersonId _carol = PersonId.New();
    private readonly List<ServiceProvider> _gateways = [];
    private RedisServer _redis = null!;

    [Fact]
    public async Task People_of_two_gateways_see_each_other_come_type_and_go()
    {
        IPresenceBus here = await StartGatewayAsync();
        IPresenceBus there = await StartGatewayAsync();
        var alice = new Listener(_alice);
        var bob = new Listener(_bob);
        here.Enter(_stream, alice);
        there.Enter(_stream, bob);
        await alice.HasHeardAsync(Comes(_bob));
        await bob.HasHeardAsync(Comes(_alice));

        there.Typing(_stream, bob);
        await alice.HasHeardAsync(Comes(_bob), Types(_bob));
        there.Leave(_stream, bob);

        await alice.HasHeardAsync(Comes(_bob), Types(_bob), Goes(_bob));
    }

    [Fact]
    public async Task Without_Redis_each_gateway_goes_on_alone_and_they_find_each_other_when_it_is_back()
    {
        IPresenceBus here = await StartGatewayAsync();
        IPresenceBus there = await StartGatewayAsync();
        await _redis.KillAsync();
        var alice = new Listener(_alice);
        var carol = new Listener(_carol);
        var bob = new Listener(_bob);
        here.Enter(_stream, alice);
        here.Enter(_stream, carol);
        there.Enter(_stream, bob);
        await alice.HasHeardAsync(Comes(_carol));
        await carol.HasHeardAsync(Comes(_alice));

        await _redis.RestartAsync();

        await alice.HasHeardAsync(Comes(_carol), Comes(_bob));
        await Eventually.IsTrue("bob sees both", () => bob.Heard.Length == 2);
    }

    [Fact]
    public async Task A_gateway_that_starts_without_Redis_finds_the_others_once_it_is_there()
    {
        await _redis.KillAsync();
        IPresenceBus here = await StartGatewayAsync();
        IPresenceBus there = await StartGatewayAsync();
        var alice = new Listener(_alice);
        here.Enter(_stream, alice);
        there.Enter(_stream, new Listener(_bob));

        await _redis.RestartAsync();

        await alice.HasHeardAsync(Comes(_bob));
    }

    [Fact]
    public async Task People_of_a_gateway_that_stops_are_gone_at_once()
    {
        IPresenceBus here = await StartGatewayAsync();
        IPresenceBus there = await StartGatewayAsync();
        var alice = new Listener(_alice);
        here.Enter(_stream, alice);
        there.Enter(_stream, new Listener(_bob));
        await alice.HasHeardAsync(Comes(_bob));

        await StopAsync(_gateways[1]);

        await alice.HasHeardAsync(Comes(_bob), Goes(_bob));
    }

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (ServiceProvider gateway in _gateways)
        {
            await StopAsync(gateway);
            await gateway.DisposeAsync();
        }

        await _redis.DisposeAsync();
    }

    private async Task<IPresenceBus> StartGatewayAsync()
    {
        ServiceProvider gateway = new ServiceCollection()
            .AddLogging()
            .AddPresence(options => options.Redis = _redis.Configuration)
            .BuildServiceProvider();
        _gateways.Add(gateway);
        foreach (IHostedService service in gateway.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }

        return gateway.GetRequiredService<IPresenceBus>();
    }

    private static async Task StopAsync(ServiceProvider gateway)
    {
        foreach (IHostedService service in gateway.GetServices<IHostedService>())
        {
            await service.StopAsync(CancellationToken.None);
        }
    }
}

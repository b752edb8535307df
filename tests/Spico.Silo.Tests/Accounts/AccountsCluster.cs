using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Spico.Silo.Accounts;
using Spico.Silo.People;
using Spico.Silo.Professionals.Searching;
using Spico.Silo.Professionals.Stores;
using Spico.Silo.Serialization;
using Spico.Silo.Storage;
using Spico.Silo.Tests.People;
using Spico.Testing;

namespace Spico.Silo.Tests.Accounts;

/// <summary>A silo with accounts and people alone, in memory, and a clock that can be put forward.</summary>
public sealed class AccountsCluster : IAsyncLifetime
{
    private readonly TestFolder _keys = TestFolder.Create("keys");
    private InProcessTestCluster? _cluster;

    internal PutForwardClock Clock { get; } = new();

    internal MemoryPeopleStore People { get; } = new();

    internal IGrainFactory Grains => _cluster!.Client;

    public async ValueTask InitializeAsync()
    {
        TokenIssuer.EnsureKeys(_keys.Path);
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorage(StorageNames.Accounts);
            silo.Services.AddSpicoContractSerialization()
                .AddSingleton<TimeProvider>(Clock)
                .AddSingleton(new RegisteredPeople(People))
                .AddSingleton(new DirectoryReader(new SqliteDirectoryStore(_keys.File("directory.db"))))
                .AddSingleton<PasswordChecks>()
                .AddSingleton<TokenIssuer>()
                .Configure<AccountOptions>(accounts =>
                {
                    accounts.KeysFolder = _keys.Path;

                    // What is tested is the rule, not the hash.
                    accounts.PasswordIterations = 1_000;
                });
        });
        builder.ConfigureClient(client => client.Services.AddSpicoContractSerialization());
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster!.DisposeAsync();
        _keys.Dispose();
    }
}

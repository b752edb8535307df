using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spico.Silo;
using Spico.Testing;

namespace Spico.Load.Silos;

/// <summary>A silo in this process, with a store of its own.</summary>
internal sealed class LoadSilo : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly PostgresServer? _postgres;
    private readonly string _folder;

    private LoadSilo(IHost host, PostgresServer? postgres, string folder)
    {
        _host = host;
        _postgres = postgres;
        _folder = folder;
        Grains = host.Services.GetRequiredService<IGrainFactory>();
    }

    public IGrainFactory Grains { get; }

    public static async Task<LoadSilo> StartAsync(Store store, string? connection)
    {
        string folder = Directory.CreateTempSubdirectory("spico-acks-").FullName;
        PostgresServer? postgres = null;
        if (store == Store.PostgreSql && connection is null)
        {
            postgres = await PostgresServer.StartAsync();
            connection = await postgres.CreateDatabaseAsync("acks");
        }

        var options = new SiloOptions
        {
            Store = store == Store.Sqlite ? SiloOptions.SqliteStore : SiloOptions.PostgreSqlStore,
            DataFolder = folder,
            ConnectionString = connection ?? "",

            // Everything is in flight at once here, and on purpose.
            WaitingCallsMax = 100_000,
            ResponseTimeout = TimeSpan.FromSeconds(30),
        };
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.AddSpicoSilo(options);
        IHost host = builder.Build();
        await host.StartAsync();
        return new LoadSilo(host, postgres, folder);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}

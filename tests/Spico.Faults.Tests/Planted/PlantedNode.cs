using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Spico.Silo.Host;
using Spico.Testing;

namespace Spico.Faults.Tests.Planted;

/// <summary>
/// The node in this process, composed as ever, with a fault planted through a seam. Restarted, it is honest: what is
/// then found on the disk is the truth.
/// </summary>
internal sealed class PlantedNode : IAsyncDisposable
{
    private readonly TestFolder _folder = TestFolder.Create("planted");
    private readonly string[] _settings;
    private WebApplication? _app;

    private PlantedNode()
    {
        _settings =
        [
            $"Spico:Silo:DataFolder={_folder.File("data")}",
            "Spico:Demo=false",
            "Spico:Limits:Profile=load",
            .. from door in new[] { "Http", "Tcp", "Grpc", "Text" }
               select string.Create(CultureInfo.InvariantCulture, $"Spico:Doors:{door}:Port={FreePort.Next()}"),
        ];
    }

    /// <summary>Where its doors are, before and after a restart.</summary>
    public NodeDoors Doors { get; private set; } = new(null, null, null, null, 0);

    /// <summary>Tokens it accepts.</summary>
    public TestTokens Tokens => TestTokens.FromKeys(_folder.File("data/keys"));

    /// <summary>Starts one.</summary>
    public static async Task<PlantedNode> StartAsync(Action<IServiceCollection> plant)
    {
        var node = new PlantedNode();
        await node.RunAsync(plant);
        return node;
    }

    /// <summary>Stops it and starts it without the fault.</summary>
    public async Task RestartHonestAsync()
    {
        await _app!.DisposeAsync();
        await RunAsync(_ => { });
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _folder.Dispose();
    }

    private async Task RunAsync(Action<IServiceCollection> plant)
    {
        WebApplicationBuilder builder = Defaults.CreateBuilder(_settings);
        builder.Logging.ClearProviders();
        builder.Host.UseServiceProviderFactory(new PlantingFactory(plant));
        var settings = HostSettings.From(HostRole.All, builder.Environment.EnvironmentName, builder.Configuration);
        _app = Composition.Build(builder, settings, new ServerExtension(null, null));
        await _app.StartAsync();
        DoorAddresses doors = _app.Services.GetRequiredService<OpenDoors>().Addresses();
        Doors = new NodeDoors(doors.Http, doors.Tcp, doors.Grpc, doors.Text, doors.Pid);
    }

    private sealed class PlantingFactory(Action<IServiceCollection> plant) : IServiceProviderFactory<IServiceCollection>
    {
        public IServiceCollection CreateBuilder(IServiceCollection services)
        {
            plant(services);
            return services;
        }

        public IServiceProvider CreateServiceProvider(IServiceCollection services) => services.BuildServiceProvider();
    }
}

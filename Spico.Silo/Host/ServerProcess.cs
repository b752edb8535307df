using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Spico.Silo.Host.Demo;
using Spico.Silo.Streams;

namespace Spico.Silo.Host;

/// <summary>One run of the server: settings, rules, composition, doors.</summary>
internal static class ServerProcess
{
    public static async Task<int> RunAsync(
        HostRole role,
        FileInfo? readyFile,
        string[] settings,
        ServerExtension extension,
        CancellationToken cancellation)
    {
        WebApplicationBuilder builder = Defaults.CreateBuilder(settings);
        HostSettings chosen = HostSettings.From(role, builder.Environment.EnvironmentName, builder.Configuration);
        List<string> refusals = StartRules.Check(chosen);
        if (refusals.Count == 0 && chosen.IsProduction && chosen.HasSilo && await HoldsDemoAsync(chosen))
        {
            refusals.Add("The store holds the demo accounts, whose password everybody knows: start with a new store.");
        }

        if (refusals.Count > 0)
        {
            await Console.Error.WriteLineAsync("spico does not start:");
            foreach (string refusal in refusals)
            {
                await Console.Error.WriteLineAsync($"  - {refusal}");
            }

            return 1;
        }

        await using WebApplication app = Composition.Build(builder, chosen, extension);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception exception) when (exception is StoreRefusedException or StoreException or IOException
            or OptionsValidationException)
        {
            await Console.Error.WriteLineAsync($"spico does not start:\n  - {exception.Message}");
            return 1;
        }

        await ReadyAsync(app.Services.GetRequiredService<HealthCheckService>(), cancellation);
        DoorAddresses doors = app.Services.GetRequiredService<OpenDoors>().Addresses();
        readyFile?.Write(doors);
        StartPage.Show(chosen, doors);
        await app.WaitForShutdownAsync(cancellation);
        return 0;
    }

    private static async Task ReadyAsync(HealthCheckService health, CancellationToken cancellation)
    {
        while ((await health.CheckHealthAsync(cancellation)).Status != HealthStatus.Healthy)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellation);
        }
    }

    private static async Task<bool> HoldsDemoAsync(HostSettings settings)
    {
        // Before anything is composed: a store that is not there yet, or cannot be reached, holds no demo accounts;
        // what is wrong with it is told when it is opened.
        try
        {
            return await DemoRegion.IsLoadedAsync(SpicoSilo.CreatePeopleStore(settings.Silo));
        }
        catch (StoreException)
        {
            return false;
        }
    }
}

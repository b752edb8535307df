using Microsoft.Extensions.Diagnostics.HealthChecks;
using Spico.Silo.Host.Demo;
using Spico.Silo.People;
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
            return await RefuseAsync(refusals);
        }

        WebApplication app;
        try
        {
            app = Composition.Build(builder, chosen, extension);
        }
        catch (Exception exception) when (StartRefusal.Of(exception) is { Count: > 0 })
        {
            return await RefuseAsync(StartRefusal.Of(exception));
        }

        await using (app)
        {
            return await RunAsync(app, chosen, readyFile, cancellation);
        }
    }

    /// <summary>Says why nothing is started. Returns the exit code.</summary>
    public static async Task<int> RefuseAsync(IReadOnlyList<string> refusals)
    {
        await Console.Error.WriteLineAsync("spico does not start:");
        foreach (string refusal in refusals)
        {
            await Console.Error.WriteLineAsync($"  - {refusal}");
        }

        return 1;
    }

    private static async Task<int> RunAsync(
        WebApplication app, HostSettings chosen, FileInfo? readyFile, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception exception) when (StartRefusal.Of(exception) is { Count: > 0 })
        {
            return await RefuseAsync(StartRefusal.Of(exception));
        }

        if (await IsReadyAsync(
            app.Services.GetRequiredService<HealthCheckService>(), app.Lifetime.ApplicationStopping))
        {
            DoorAddresses doors = app.Services.GetRequiredService<OpenDoors>().Addresses();
            readyFile?.Write(doors);
            StartPage.Show(chosen, doors);
        }

        await app.WaitForShutdownAsync(cancellation);
        return 0;
    }

    /// <summary>Waits until every part is ready. False when the process is told to stop before.</summary>
    private static async Task<bool> IsReadyAsync(HealthCheckService health, CancellationToken stopping)
    {
        try
        {
            while ((await health.CheckHealthAsync(stopping)).Status != HealthStatus.Healthy)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), stopping);
            }

            return true;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task<bool> HoldsDemoAsync(HostSettings settings)
    {
        // Before anything is composed: a store that is not there yet, or cannot be reached, holds no demo accounts;
        // what is wrong with it is told when it is opened.
        IPeopleStore people = SpicoSilo.CreatePeopleStore(settings.Silo);
        try
        {
            return await DemoRegion.IsLoadedAsync(people);
        }
        catch (StoreException)
        {
            return false;
        }
        finally
        {
            if (people is IAsyncDisposable connected)
            {
                await connected.DisposeAsync();
            }
        }
    }
}

using Microsoft.Extensions.Configuration.Memory;

namespace Spico.Silo.Host;

/// <summary>What holds unless appsettings.json, the environment or the command line says otherwise.</summary>
internal static class Defaults
{
    private static readonly Dictionary<string, string?> QuietLogs = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:Grpc"] = "Warning",
        ["Logging:LogLevel:Orleans"] = "Warning",
        ["Logging:LogLevel:Polly"] = "Warning",

        // Warns at each start that the server collector is off, which is meant.
        ["Logging:LogLevel:Orleans.Runtime.Silo"] = "Error",

        // Warns at each start that its first check has not been made for as long as the machine is up.
        ["Logging:LogLevel:Orleans.Runtime.Watchdog"] = "Error",

        // Whoever polls readiness is told; a line at each poll of a server that starts or has lost its store is noise.
        ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "Critical",
    };

    /// <summary>A builder that reads settings from appsettings.json here, the environment and the arguments.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = Unwatched(settings),
            EnvironmentName = EnvironmentInForce,
        });
        Quiet(builder.Configuration);
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        });
        return builder;
    }

    /// <summary>The same for a verb that needs no doors; it says what went wrong and nothing else.</summary>
    public static HostApplicationBuilder CreateToolBuilder(string[] settings)
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings { Args = Unwatched(settings), EnvironmentName = EnvironmentInForce });
        Quiet(builder.Configuration);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        return builder;
    }

    private static string EnvironmentInForce => Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
        ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
        ?? Environments.Development;

    // Settings are read once: a watched file costs one of the few watches a machine has.
    private static string[] Unwatched(string[] settings) => [.. settings, "hostBuilder:reloadConfigOnChange=false"];

    private static void Quiet(IConfigurationManager configuration) => configuration.Sources.Insert(
        0, new MemoryConfigurationSource { InitialData = QuietLogs });
}

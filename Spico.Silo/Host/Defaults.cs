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

        // Warns at each start that the server collector is off, which is meant.
        ["Logging:LogLevel:Orleans.Runtime.Silo"] = "Error",
    };

    /// <summary>A builder that reads settings from appsettings.json here, the environment and the arguments.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            // Settings are read once: a watched file costs one of the few watches a machine has.
            Args = [.. settings, "hostBuilder:reloadConfigOnChange=false"],
            EnvironmentName = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
                ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
                ?? Environments.Development,
        });
        builder.Configuration.Sources.Insert(
            0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = QuietLogs });
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        });
        return builder;
    }
}

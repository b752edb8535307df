namespace Spico.Silo.Host;

/// <summary>
/// The server as a library, for a program of somebody else that adds a protocol of its own: the same verbs, settings
/// and rules as <c>spico</c>.
/// </summary>
public static class SpicoServer
{
    /// <summary>
    /// Runs the command line and returns the exit code of the process.
    /// </summary>
    /// <param name="args">What <c>spico</c> would be given.</param>
    /// <param name="add">
    /// Adds to a process that has a gateway, after everything of Spico: services, and listeners through
    /// <c>builder.WebHost.ConfigureKestrel</c>. A protocol finds <c>ISessionGate</c> among the services.
    /// </param>
    /// <param name="map">Maps endpoints on the HTTP listeners, after those of Spico.</param>
    public static Task<int> RunAsync(
        string[] args, Action<WebApplicationBuilder>? add = null, Action<WebApplication>? map = null) =>
        CommandLine.RunAsync(args, new ServerExtension(add, map));
}

namespace Spico.Silo.Host;

/// <summary>Puts the doors into the server.</summary>
internal static class DoorsExtensions
{
    /// <summary>Listens where the settings say.</summary>
    public static void OpenDoors(this WebApplicationBuilder builder, HostSettings settings)
    {
        var doors = new OpenDoors();
        builder.Services.AddSingleton(doors);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => doors.Listen(kestrel, settings));
    }
}

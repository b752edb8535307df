using Microsoft.Extensions.Options;

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

        // A flush is sent by whoever flushes, and what is received is read by whoever receives it: our loops never
        // block, and a hop to another thread costs more than either.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // The listeners are the first to read options, each its own: so that everything wrong is told at once.
            kestrel.ApplicationServices.GetRequiredService<IStartupValidator>().Validate();
            doors.Listen(kestrel, settings);
        });
    }
}

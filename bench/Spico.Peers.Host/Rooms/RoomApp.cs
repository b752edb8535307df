using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Spico.Peers.Host.Rooms;

/// <summary>The least that broadcasts: what .NET and this machine can do when nothing is checked or stored.</summary>
internal static class RoomApp
{
    public static WebApplication Create(IFraming framing)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(framing);
        builder.Services.AddSingleton<RoomDirectory>();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, door => door.UseConnectionHandler<RoomHandler>()));
        return builder.Build();
    }
}

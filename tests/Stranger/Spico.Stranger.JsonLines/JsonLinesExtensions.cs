using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;

namespace Spico.Stranger.JsonLines;

/// <summary>Plugs the JSON lines in.</summary>
public static class JsonLinesExtensions
{
    /// <summary>Listens on loopback, at the port that <c>JsonLines:Port</c> names.</summary>
    public static void AddJsonLines(this WebApplicationBuilder builder) =>
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback,
            builder.Configuration.GetValue<int>("JsonLines:Port"),
            listener => listener.UseConnectionHandler<JsonLinesHandler>()));
}

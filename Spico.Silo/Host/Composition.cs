using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Spico.Gateway;
using Spico.Gateway.Identity;
using Spico.Gateway.Presence;
using Spico.Gateway.Protocols.Calendars;
using Spico.Gateway.Protocols.Files;
using Spico.Gateway.Protocols.Grpc;
using Spico.Gateway.Protocols.Spico;
using Spico.Gateway.Protocols.TextLine;
using Spico.Silo.Host.Demo;

namespace Spico.Silo.Host;

/// <summary>What a process is made of, by its role.</summary>
internal static class Composition
{
    public static WebApplication Build(
        WebApplicationBuilder builder, HostSettings settings, ServerExtension extension)
    {
        builder.Environment.EnvironmentName =
            settings.IsProduction ? Environments.Production : Environments.Development;
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.Spico.StopTimeout);
        builder.Services.AddHealthChecks();
        if (settings.HasSilo)
        {
            builder.AddSpicoSilo(settings.Silo);
        }
        else
        {
            builder.AddSpicoClusterClient(settings.Silo);
        }

        if (settings.HasSilo && settings.Spico.Demo)
        {
            builder.Services.AddHostedService<DemoRegion>();
        }

        if (settings.HasGateway)
        {
            builder.Services.AddSpicoIdentity(identity => identity.Trust(settings.Accounts));
            builder.Services.AddPresence(builder.Configuration.GetSection("Spico:Presence").Bind);
            builder.Services.AddSpicoGateway();
            builder.Services.AddSpicoProtocol();
            builder.Services.AddGrpcDoor();
            builder.Services.AddTextLine();
            builder.Services.AddFileDoor();
            builder.Services.AddCalendarDoor();
            extension.Add?.Invoke(builder);
        }

        builder.OpenDoors(settings);
        WebApplication app = builder.Build();
        app.MapGet("/livez", () => "live");
        app.MapHealthChecks("/readyz", new HealthCheckOptions { ResponseWriter = Health.WriteAsync });
        if (settings.HasGateway)
        {
            app.MapSpicoWebSocket();
            app.MapGrpcDoor();
            app.MapFileDoor();
            app.MapCalendarDoor();
            extension.Map?.Invoke(app);
        }

        return app;
    }
}

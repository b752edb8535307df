using Grpc.AspNetCore.Server;
using Grpc.AspNetCore.Server.Model;
using Grpc.Health.V1;
using Grpc.Reflection;
using Grpc.Reflection.V1Alpha;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Spico.Silo.Settings;
using Registration = Microsoft.Extensions.DependencyInjection.ServiceDescriptor;

namespace Spico.Gateway.Protocols.Grpc;

/// <summary>Plugs gRPC in. Its listener speaks HTTP/2, with TLS anywhere but on loopback.</summary>
public static class GrpcDoorExtensions
{
    /// <summary>Adds what the door needs. Wants the gateway in the same services.</summary>
    public static IServiceCollection AddGrpcDoor(
        this IServiceCollection services, Action<GrpcDoorOptions>? configure = null)
    {
        services.AddOptions<GrpcDoorOptions>().BindConfiguration("Spico:Grpc")
            .Configure(options => configure?.Invoke(options))
            .ValidateRanges("Spico:Grpc");
        services.AddGrpc();
        services.AddOptions<GrpcServiceOptions<GrpcCalls>>()
            .Configure<IOptions<GrpcDoorOptions>>((grpc, door) =>
            {
                grpc.MaxReceiveMessageSize = door.Value.ReceiveBytesMax;
                grpc.MaxSendMessageSize = door.Value.SendBytesMax;
                grpc.EnableDetailedErrors = false;
            });
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<GrpcCalls>();
        services.TryAddSingleton<SharedSessions>();
        services.AddHostedService(provider => provider.GetRequiredService<SharedSessions>());
        services.TryAddEnumerable(
            Registration.Singleton<IServiceMethodProvider<GrpcCalls>, GrpcMethods>());

        // Without any check the answer would be UNKNOWN; whoever adds one changes it.
        services.AddGrpcHealthChecks().AddCheck("grpc", () => HealthCheckResult.Healthy());

        // The reflection service finds generated classes by itself, and there are none here.
        services.TryAddSingleton(new ReflectionServiceImpl(
            [.. GrpcMethod.Services, Health.Descriptor, ServerReflection.Descriptor]));
        services.AddGrpcReflection();
        return services;
    }

    /// <summary>Serves the contract and <c>grpc.health.v1</c>; reflection in development only.</summary>
    public static IEndpointConventionBuilder MapGrpcDoor(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpcHealthChecksService();
        if (endpoints.ServiceProvider.GetRequiredService<IHostEnvironment>().IsDevelopment())
        {
            endpoints.MapGrpcReflectionService();
        }

        return endpoints.MapGrpcService<GrpcCalls>();
    }
}

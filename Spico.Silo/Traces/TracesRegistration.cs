using Microsoft.Extensions.DependencyInjection;
using Spico.Silo.Settings;
using Spico.Silo.Traces.Checkpoints;

namespace Spico.Silo.Traces;

/// <summary>Registers what attests the traces.</summary>
internal static class TracesRegistration
{
    /// <summary>Adds the heads of traces and their checkpoints.</summary>
    public static IServiceCollection AddTraces(this IServiceCollection services, SiloOptions silo)
    {
        services.AddOptions<TraceOptions>().BindConfiguration("Spico:Traces")
            .PostConfigure(traces => Complete(traces, silo))
            .ValidateRanges("Spico:Traces");
        return services.AddSingleton<TraceHeads>()
            .AddHostedService<LostGateways>()
            .AddSingleton<TraceCheckpoints>()
            .AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(
                provider => provider.GetRequiredService<TraceCheckpoints>());
    }

    /// <summary>Fills in what follows from where the silo keeps its keys.</summary>
    public static void Complete(TraceOptions traces, SiloOptions silo)
    {
        traces.KeysFolder = traces.KeysFolder.Length > 0 ? traces.KeysFolder : silo.KeysFolderInForce;
        traces.CheckpointFolder = traces.CheckpointFolder.Length > 0
            ? traces.CheckpointFolder
            : Path.Combine(silo.KeysFolderInForce, "traces");
    }
}

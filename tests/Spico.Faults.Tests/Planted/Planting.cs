using Microsoft.Extensions.DependencyInjection;

namespace Spico.Faults.Tests.Planted;

/// <summary>Puts something of the test's between a seam and what stands behind it.</summary>
internal static class Planting
{
    /// <summary>Whoever asks for the service gets the wrapped one.</summary>
    public static void Wrap<T>(this IServiceCollection services, Func<IServiceProvider, T, T> wrap)
        where T : class
    {
        ServiceDescriptor honest = services.Last(service => service.ServiceType == typeof(T));
        services.Remove(honest);
        services.AddSingleton(provider => wrap(provider, honest.ImplementationInstance as T
            ?? honest.ImplementationFactory?.Invoke(provider) as T
            ?? (T)ActivatorUtilities.CreateInstance(provider, honest.ImplementationType!)));
    }

    /// <summary>Calls of grains pass through here first.</summary>
    public static void Intercept(this IServiceCollection services, Func<IIncomingGrainCallContext, Task> call) =>
        services.AddSingleton<IIncomingGrainCallFilter>(new Filter(call));

    private sealed class Filter(Func<IIncomingGrainCallContext, Task> call) : IIncomingGrainCallFilter
    {
        public Task Invoke(IIncomingGrainCallContext context) => call(context);
    }
}

using System.Reflection;
using Orleans;

namespace Spico.Gateway.Tests;

/// <summary>Hands out the grains that a test made, whatever the key, and remembers the keys asked for.</summary>
public class FakeGrains : DispatchProxy
{
    private readonly Dictionary<Type, object> _grains = [];

    public List<string> Keys { get; } = [];

    public static FakeGrains Create(out IGrainFactory factory)
    {
        factory = Create<IGrainFactory, FakeGrains>();
        return (FakeGrains)(object)factory;
    }

    /// <summary>How a grain of this kind answers: from the method's name and its arguments.</summary>
    public FakeGrains Answer<TGrain>(Func<string, object?[], object?> answer)
        where TGrain : class, IGrain
    {
        TGrain grain = Create<TGrain, Grain>();
        ((Grain)(object)grain).Calls = answer;
        _grains[typeof(TGrain)] = grain;
        return this;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod is not { Name: "GetGrain", IsGenericMethod: true }
            || !_grains.TryGetValue(targetMethod.GetGenericArguments()[0], out object? grain))
        {
            throw new NotSupportedException($"{targetMethod} was not expected.");
        }

        Keys.Add($"{args![0]}");
        return grain;
    }

    /// <summary>One grain.</summary>
    public class Grain : DispatchProxy
    {
        internal Func<string, object?[], object?> Calls { get; set; } = (_, _) => null;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            Calls(targetMethod!.Name, args ?? []);
    }
}

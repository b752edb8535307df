using System.Reflection;
using Spico.Testing;
using Spico.Testing.Clinics;
using Xunit.Sdk;
using Xunit.v3;

namespace Spico.Scenarios.Tests;

/// <summary>Runs a scenario through every door and encoding, on both stores.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EveryWayAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
        MethodInfo testMethod, DisposalTracker disposalTracker) =>
        ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>(
        [
            .. from store in Enum.GetValues<Store>()
               from way in Enum.GetValues<Way>()
               select new TheoryDataRow<Way, Store>(way, store),
        ]);

    public override bool SupportsDiscoveryEnumeration() => true;
}

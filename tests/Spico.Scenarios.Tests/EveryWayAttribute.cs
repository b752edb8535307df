using System.Reflection;
using Spico.Testing;
using Spico.Testing.Clinics;
using Xunit.Sdk;
using Xunit.v3;

namespace Spico.Scenarios.Tests;

/// <summary>
/// Runs a scenario through every door, on both stores in turn: the doors of one scenario alternate between them, and
/// which store begins differs from scenario to scenario. JSON comes over WebSocket in one, over TCP in the next. With
/// <c>SPICO_EVERY_WAY=1</c> each door and encoding meets both stores.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EveryWayAttribute : DataAttribute
{
    private static readonly bool IsEachOnBoth = Environment.GetEnvironmentVariable("SPICO_EVERY_WAY") == "1";

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
        MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        int begin = testMethod.Name.Sum(letter => letter);
        return ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>(
        [
            .. from store in Enum.GetValues<Store>()
               from way in Enum.GetValues<Way>()
               where IsEachOnBoth || (IsInTurn(way, begin) && (begin + (int)way + (int)store) % 2 == 0)
               select new TheoryDataRow<Way, Store>(way, store),
        ]);
    }

    public override bool SupportsDiscoveryEnumeration() => true;

    private static bool IsInTurn(Way way, int begin) => way switch
    {
        Way.WebSocketJson => begin / 2 % 2 == 0,
        Way.TcpJson => begin / 2 % 2 == 1,
        _ => true,
    };
}

using Spico.Testing;

namespace Spico.Load.Tests;

public sealed class BenchmarkTests
{
    /// <summary>So that none rots; and what a delivery allocates must not depend on how many get it.</summary>
    [Fact]
    public async Task Every_benchmark_runs_and_a_fan_out_allocates_nothing_a_member()
    {
        string configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal)
            ? "Release"
            : "Debug";
        string program = Repository.Path("bench", "Spico.Bench", "bin", configuration, "net10.0", "Spico.Bench");
        string output = await ChildProcess.RunAsync(program, "--smoke");
        Assert.DoesNotContain("FAILED", output, StringComparison.Ordinal);
    }
}

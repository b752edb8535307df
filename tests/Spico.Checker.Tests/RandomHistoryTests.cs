using CsCheck;

namespace Spico.Checker.Tests;

// Goal: the checker neither cries wolf nor sleeps. Method: runs against an imagined faultless server are valid
// whatever happens in them; then one fault is planted anywhere, and it must be found.
public sealed class RandomHistoryTests
{
    private static readonly CheckerOptions Options = new() { AcksMin = 1 };

    [Fact]
    public void Whatever_happens_under_a_faultless_server_is_valid() =>
        RandomRuns.Gen.Sample(
            run =>
            {
                CheckReport report = HistoryChecker.Check(run.History, Options);
                Assert.True(report.Verdict == Verdict.Valid, report.ToString());
            },
            iter: 300,
            threads: 1);

    [Fact]
    public void Any_single_planted_fault_is_found() =>
        Gen.Select(RandomRuns.Gen, Gen.Enum<Mutation>(), Gen.Int[0, 10_000]).Sample(
            (run, mutation, choice) =>
            {
                if (mutation.Plant(run, choice) is { } planted)
                {
                    CheckReport report = HistoryChecker.Check(planted, Options);
                    Assert.True(report.Verdict == Verdict.Invalid, $"{mutation} was not found: {report}");
                }
            },
            iter: 1000,
            threads: 1);
}

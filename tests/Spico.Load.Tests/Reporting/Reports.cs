using Spico.Load.Judging;
using Spico.Load.Reporting;
using Spico.Peers;

namespace Spico.Load.Tests.Reporting;

/// <summary>Reports to test with.</summary>
internal static class Reports
{
    public static readonly PeerCard Spico = new("spico-postgres", "0.1.0", "flushed", true, true);

    public static RunReport Empty() => new()
    {
        Run = "care-teams",
        StartedAt = new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero),
        Arguments = "care-teams --loads open/500",
        Commit = "abc1234",
        Machine = new MachineFacts("a processor", 2, 24_000, "Linux", ".NET 10", 0.5),
        Seed = 1,
        Settings = { ["door"] = "ws" },
    };

    public static RunReport With(params double[] rates)
    {
        RunReport report = Empty();
        foreach (double rate in rates)
        {
            report.Add("care-teams", "open/500", Spico, Measured(rate));
        }

        return report;
    }

    public static Measurement Measured(double rate, double p99 = 12.5) => new()
    {
        Figures = { ["acked"] = rate, ["deliver.p99"] = p99, ["cpu"] = 14.2 },
        Curves = { ["deliver"] = [[50, 1.5], [99, p99], [100, 40]] },
        Series =
        {
            ["seconds"] = [0.5, 1],
            ["delivered"] = [4000, 4010],
            ["server"] = [0.5, 0.6],
            ["store"] = [0.1, 0.1],
            ["driver"] = [0.2, 0.2],
            ["serverMb"] = [100, 101],
            ["storeMb"] = [90, 90],
        },
        Judged = new Judgement { Accepted = 5000, Delivered = 40_000, Checker = "valid: every rule holds" },
    };
}

using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Spico.Bench;

/// <summary>Every benchmark once, in this process and with its first parameters: does it still run?</summary>
internal static class Smoke
{
    private const string JobName = "smoke";

    /// <summary>Returns the exit code.</summary>
    public static int Run()
    {
        HashSet<string> seen = [];
        string folder = Directory.CreateTempSubdirectory("spico-bench-").FullName;
        IConfig config = ManualConfig.CreateEmpty()
            .AddJob(Job.Dry.WithToolchain(InProcessEmitToolchain.Instance).WithId(JobName))
            // Jobs of the classes' own are for measuring; of each method the first parameters will do.
            .AddFilter(new SimpleFilter(one =>
                one.Job.Id == JobName && seen.Add(one.Descriptor.GetFilterName())))
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(NullLogger.Instance)
            .WithOptions(ConfigOptions.DisableOptimizationsValidator)
            .WithArtifactsPath(folder);
        Summary[] summaries = BenchmarkRunner.Run(typeof(Smoke).Assembly, config);
        Directory.Delete(folder, recursive: true);
        BenchmarkReport[] reports = [.. summaries.SelectMany(summary => summary.Reports)];
        foreach (BenchmarkReport report in reports)
        {
            string name = report.BenchmarkCase.Descriptor.GetFilterName();
            Console.WriteLine($"{(report.Success ? "ok    " : "FAILED")} {name}");
        }

        int methods = BenchmarkMethods();
        Console.WriteLine($"{reports.Count(report => report.Success)} of {methods} benchmarks ran");
        return reports.Length == methods && reports.All(report => report.Success) && FanOutIsFlat() ? 0 : 1;
    }

    private static int BenchmarkMethods() => typeof(Smoke).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods())
        .Count(method => method.IsDefined(typeof(BenchmarkDotNet.Attributes.BenchmarkAttribute), inherit: false));

    private static bool FanOutIsFlat()
    {
        bool isFlat = true;
        foreach (string codec in new[] { "spico.v1.proto", "spico.v1.json" })
        {
            FanOutBenchmark.AllocatedFor(8, codec);
            long few = FanOutBenchmark.AllocatedFor(8, codec);
            long many = FanOutBenchmark.AllocatedFor(1000, codec);
            Console.WriteLine($"fan-out in {codec} allocates {few} bytes for 8 members and {many} for 1,000");
            isFlat &= few == many;
        }

        return isFlat;
    }
}

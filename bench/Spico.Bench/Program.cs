using BenchmarkDotNet.Running;
using Spico.Bench;

if (args is ["--smoke"])
{
    return Smoke.Run();
}

BenchmarkSwitcher.FromAssembly(typeof(CodecBenchmark).Assembly).Run(args);
return 0;

using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(Spico.Bench.CodecBenchmark).Assembly).Run(args);

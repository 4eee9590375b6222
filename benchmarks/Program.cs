using BenchmarkDotNet.Running;
using MlNetBatchNorm.Benchmarks;

// Without arguments: everything. Otherwise BenchmarkDotNet's own, such as --filter *Apply* or --list flat.
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args, BenchmarkConfig.Create());

using System.Diagnostics;
using MlNetBatchNorm.Benchmarks.Peers;
using MlNetBatchNorm.Benchmarks.Shapes;

namespace MlNetBatchNorm.Benchmarks.Layer;

/// <summary>The passes of a layer over one batch, beside a copy of the batch, and beside PyTorch's operators.</summary>
internal static class LayerMeasurement
{
    private static readonly TimeSpan Time = TimeSpan.FromMilliseconds(2);

    public const string Copy = "copy";
    public const string Forward = "forward";
    public const string Backward = "backward";
    public const string Evaluation = "evaluation";
    public const string TwoThreads = ", two threads";
    public const string Torch = "torch ";
    public const string DefaultTorch = "default torch ";

    /// <summary>Median nanoseconds per batch.</summary>
    public static Dictionary<string, double> Run(LayerCase batch, int rounds, PyTorchShapes? torch, PyTorchShapes? defaultTorch) =>
        Rounds.RunInSeveralPlaces(() => Ways(batch, rounds, torch, defaultTorch));

    private static Rounds Ways(LayerCase batch, int rounds, PyTorchShapes? torch, PyTorchShapes? defaultTorch)
    {
        float[] input = Values(batch.Size, 1), outputGradient = Values(batch.Size, 2), output = new float[batch.Size], inputGradient = new float[batch.Size];
        var ways = new Rounds(rounds);
        ways.Add(Copy, () => Repeat(() => input.AsSpan().CopyTo(output)));
        foreach ((string name, int threads) in (ReadOnlySpan<(string, int)>)[("", 1), (TwoThreads, 2)])
        {
            var layer = new BatchNormLayer(batch.Channels, layout: batch.Layout) { MaxDegreeOfParallelism = threads };
            ways.Add(Forward + name, () => Repeat(() => layer.Forward(input, output, batch.BatchSize)));
            ways.Add(Backward + name, () => Repeat(() => layer.Backward(input, outputGradient, inputGradient)));
        }

        var evaluated = new BatchNormLayer(batch.Channels, layout: batch.Layout) { Training = false };
        ways.Add(Evaluation, () => Repeat(() => evaluated.Forward(input, output, batch.BatchSize)));
        AddTorch(ways, Torch, torch, batch);
        AddTorch(ways, DefaultTorch, defaultTorch, batch);
        return ways;
    }

    private static void AddTorch(Rounds ways, string name, PyTorchShapes? torch, LayerCase batch)
    {
        if (torch is null)
            return;
        torch.Prepare(batch);
        ways.Add(name + Forward, () => torch.Measure(Forward));
        ways.Add(name + Backward, () => torch.Measure(Backward));
    }

    /// <summary>Nanoseconds of one call: as in pytorch_shapes.py, the first brings the batch into the caches, and those that follow are measured.</summary>
    public static double Repeat(Action pass)
    {
        pass();
        int calls = 0;
        long start = Stopwatch.GetTimestamp();
        for (; calls == 0 || Stopwatch.GetElapsedTime(start) < Time; calls++)
            pass();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / calls;
    }

    public static float[] Values(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)random.NextDouble())];
    }
}

using System.Globalization;
using MlNetBatchNorm.Benchmarks.Peers;
using MlNetBatchNorm.Benchmarks.Reporting;
using Spectre.Console;

namespace MlNetBatchNorm.Benchmarks.Layer;

/// <summary>Measures a layer on every batch and writes the page of results.</summary>
internal static class LayerProgram
{
    private const int Rounds = 21;

    /// <summary>Measures the batches whose names contain <paramref name="filter"/>; the page is saved only if that is all of them.</summary>
    public static void Run(string folder, string filter)
    {
        using PyTorchShapes? torch = PyTorchShapes.Start();
        using PyTorchShapes? defaultTorch = PyTorchShapes.Start(keepsMemory: false);
        Table table = Markdown.Table(
            "Batch", "Copy, μs", "Forward", "Backward", "Evaluation", "Forward, two threads", "Backward, two threads", "PyTorch forward", "PyTorch backward",
            "Forward by default", "Backward by default");
        foreach (LayerCase batch in LayerCase.All.Where(batch => batch.ToString().Contains(filter, StringComparison.Ordinal)))
        {
            Console.Error.WriteLine(batch);
            AddRow(table, batch, LayerMeasurement.Run(batch, Rounds, torch, defaultTorch));
        }

        string page = string.Join("\n\n",
            "# BatchNormLayer",
            "Medians of interleaved rounds of one run, in three places in memory, on one thread unless it says two; in each round, two milliseconds of calls on the same batch. Forward and backward passes in training, and forward passes in " +
            $"evaluation: in copies of the batch. PyTorch{(torch is null ? "" : $" {torch.Version}")}, one thread: how many times as long its operators " +
            "native_batch_norm and native_batch_norm_backward take as the layer (below 1: they are faster), where the C library keeps the memory of their " +
            "results; and by default, where it gives that of large ones back after each call. The layer writes into the caller's memory.",
            Markdown.Render(table)) + "\n";
        Console.WriteLine(page);
        if (filter.Length == 0)
            File.WriteAllText(Path.Combine(folder, "layer.md"), page);
    }

    private static void AddRow(Table table, LayerCase batch, Dictionary<string, double> times)
    {
        double copy = times[LayerMeasurement.Copy];
        string[] inCopies =
        [
            LayerMeasurement.Forward, LayerMeasurement.Backward, LayerMeasurement.Evaluation,
            LayerMeasurement.Forward + LayerMeasurement.TwoThreads, LayerMeasurement.Backward + LayerMeasurement.TwoThreads,
        ];
        string[] besideTorch = [LayerMeasurement.Forward, LayerMeasurement.Backward];
        string[] torches = [LayerMeasurement.Torch, LayerMeasurement.DefaultTorch];
        table.AddRow(
        [
            batch.ToString(), Number(copy / 1000), .. inCopies.Select(way => Number(times[way] / copy)),
            .. torches.SelectMany(torch => besideTorch.Select(way => times.TryGetValue(torch + way, out double time) ? Number(time / times[way]) : "")),
        ]);
    }

    private static string Number(double value) => value.ToString(value < 10 ? "0.00" : "0", CultureInfo.InvariantCulture);
}

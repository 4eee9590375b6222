using System.Globalization;
using BenchmarkDotNet.Environments;
using MlNetBatchNorm.Benchmarks.Peers;
using MlNetBatchNorm.Benchmarks.Reporting;
using MlNetBatchNorm.Benchmarks.Shapes;
using Spectre.Console;

namespace MlNetBatchNorm.Benchmarks.Layer;

/// <summary>Measures a layer beside plain loops in C++ and oneDNN, and writes the page of results.</summary>
internal sealed class LayerPeersProgram
{
    private const int Count = 25;
    private const string Layer = "BatchNormLayer";
    private const string Loop = "loop";
    private const string LoopOfDoubles = "loop, sums in double";
    private const string Dnnl = "oneDNN";

    private static readonly string[] Passes = [LayerMeasurement.Evaluation, LayerMeasurement.Forward, LayerMeasurement.Backward];

    private readonly nint _loops = PlainLoops.Load();
    private readonly nint _oneDnn = OneDnn.Load();
    private readonly string[] _peers;

    private LayerPeersProgram() => _peers =
    [
        .. _loops == 0 ? Array.Empty<string>() : [Loop, LoopOfDoubles],
        .. _oneDnn == 0 ? Array.Empty<string>() : [Dnnl],
    ];

    /// <summary>Measures the batches whose names contain <paramref name="filter"/>; the page is saved only if that is all of them.</summary>
    public static void Run(string folder, string filter)
    {
        string page = new LayerPeersProgram().Page([.. LayerCase.BesidePeers.Where(batch => batch.ToString().Contains(filter, StringComparison.Ordinal))]);
        Console.WriteLine(page);
        if (filter.Length == 0)
            File.WriteAllText(Path.Combine(folder, "layer-peers.md"), page);
    }

    private string Page(IReadOnlyList<LayerCase> batches)
    {
        Table[] tables = [.. Passes.Select(pass => Markdown.Table("Batch", [$"{Layer}, μs", .. PeersOf(pass)]))];
        foreach (LayerCase batch in batches)
        {
            Console.Error.WriteLine(batch);
            IReadOnlyList<Dictionary<string, double[]>> places = Rounds.MeasureInSeveralPlaces(() => Ways(batch));
            for (int pass = 0; pass < Passes.Length; pass++)
                AddRow(tables[pass], batch, Passes[pass], places);
        }

        return string.Join("\n\n",
        [
            "# BatchNormLayer beside C++",
            $"Low deciles of {Count} interleaved rounds of one run on one thread, in three places in memory; in each round, two milliseconds of calls on the same " +
            "batch. How many times as long a peer takes as the layer (below 1: it is faster): the median of the places, and in parentheses the least and the greatest. " +
            "Peers: plain loops (`g++ -O3 -march=native -ffast-math`) that sum in float or in double, squares without a shift; the layer sums deviations in double." +
            (_oneDnn == 0 ? "" : $" oneDNN {OneDnn.Version(_oneDnn)} sums in float.") +
            (_loops == 0 ? " Without the loops: g++ is not installed." : "") +
            (_oneDnn == 0 ? " Without oneDNN: it, or g++, is not installed." : ""),
            $"```\n{string.Join('\n', HostEnvironmentInfo.GetCurrent().ToFormattedString())}\n```",
            .. Passes.Zip(tables, (pass, table) => $"## {char.ToUpperInvariant(pass[0])}{pass[1..]}\n\n{Markdown.Render(table)}"),
        ]) + "\n";
    }

    private void AddRow(Table table, LayerCase batch, string pass, IReadOnlyList<Dictionary<string, double[]>> places)
    {
        double[] own = [.. places.Select(place => LowDecile(place[Layer + pass]))];
        table.AddRow(
        [
            batch.ToString(), (Median(own) / 1000).ToString("0", CultureInfo.InvariantCulture),
            .. PeersOf(pass).Select(peer => Ratios([.. places.Select((place, i) => LowDecile(place[peer + pass]) / own[i])])),
        ]);
    }

    /// <summary>Evaluation sums nothing.</summary>
    private IEnumerable<string> PeersOf(string pass) => _peers.Where(peer => peer != LoopOfDoubles || pass != LayerMeasurement.Evaluation);

    private static string Ratios(double[] ratios) =>
        string.Create(CultureInfo.InvariantCulture, $"{Median(ratios):0.00} ({ratios.Min():0.00}–{ratios.Max():0.00})");

    private static double LowDecile(double[] ascending) => ascending[ascending.Length / 10];

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private Rounds Ways(LayerCase batch)
    {
        float[] input = LayerMeasurement.Values(batch.Size, 1), outputGradient = LayerMeasurement.Values(batch.Size, 2);
        float[] output = new float[batch.Size], inputGradient = new float[batch.Size];
        var ways = new Rounds(Count);
        var own = new OwnLayer(batch);
        float[][] expected = [.. Passes.Select(pass => Result(own, pass))];
        foreach ((string name, ILayerPeer layer) in Layers(batch))
        {
            foreach ((string pass, float[] values) in Passes.Zip(expected).Where(pass => name == Layer || PeersOf(pass.First).Contains(name)))
            {
                RequireSame($"{name}, {pass} of {batch}", Result(layer, pass), values);
                ways.Add(name + pass, () => LayerMeasurement.Repeat(() => Run(layer, pass)));
            }
        }

        return ways;

        float[] Result(ILayerPeer layer, string pass)
        {
            Run(layer, pass);
            return [.. pass == LayerMeasurement.Backward ? inputGradient : output];
        }

        void Run(ILayerPeer layer, string pass)
        {
            if (pass == LayerMeasurement.Evaluation)
                layer.Evaluate(input, output);
            else if (pass == LayerMeasurement.Forward)
                layer.Forward(input, output);
            else
                layer.Backward(input, outputGradient, inputGradient);
        }
    }

    /// <summary>A peer that computes something else would be compared in vain; sums in float have few digits.</summary>
    private static void RequireSame(string what, float[] values, float[] expected)
    {
        double difference = values.Zip(expected, (value, other) => Math.Abs(value - other)).Max();
        if (!(difference < 0.01))
            throw new InvalidOperationException($"{what}: differs from the layer by {difference}.");
    }

    private IEnumerable<(string Name, ILayerPeer Layer)> Layers(LayerCase batch)
    {
        yield return (Layer, new OwnLayer(batch));
        if (_loops != 0)
        {
            yield return (Loop, new PlainLoops(_loops, batch, ofDoubles: false));
            yield return (LoopOfDoubles, new PlainLoops(_loops, batch, ofDoubles: true));
        }

        if (_oneDnn != 0)
            yield return (Dnnl, new OneDnn(_oneDnn, batch));
    }
}

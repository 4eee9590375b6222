using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Tests.Layer;

/// <summary>A batch of a million rows of features, where sums of floats are far off: see Reference/generate_tall.py, whose truth is in doubles.</summary>
public sealed class TallBatchTests
{
    private const int Channels = 3;
    private const uint ValueFactor = 2654435761, GradientFactor = 2246822519;

    private static readonly double[] Offsets = [0, 1000, -5e4];
    private static readonly double[] Scales = [1, 0.01, 100];

    private static readonly Truth Torch = JsonSerializer.Deserialize<Truth>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Layer", "Reference", "tall.json")), JsonSerializerOptions.Web)!;

    [Fact]
    public void Layer_OfAMillionRows_IsThatOfDoubles()
    {
        float[] input = Values();
        var layer = new BatchNormLayer(Channels, momentum: 1);
        for (int c = 0; c < Channels; c++)
            layer.Weight[c] = (float)Torch.Weight[c];

        LayerResults results = LayerResults.Of(layer, input, Gradients(), Torch.Rows);

        AssertStatistics(results.Parameters);
        AssertClose(Torch.WeightGradient, results.WeightGradient, 1e-6);
        AssertClose(Torch.BiasGradient, results.BiasGradient, 1e-6);
        AssertClose(Torch.Output, Sampled(results.Output), 1e-6);
        AssertClose(Torch.InputGradient, Sampled(results.InputGradient), 1e-6);
    }

    [Theory]
    [InlineData(BatchNormStatistics.Running)]
    [InlineData(BatchNormStatistics.Exact)]
    public void Fit_OfAMillionRows_LearnsTheStatisticsOfDoubles(BatchNormStatistics statistics)
    {
        var ml = new MLContext();
        IDataView rows = ml.Data.LoadFromEnumerable(Values().Chunk(Channels).Select(row => new Row { Features = row }));
        var options = new BatchNormEstimator.Options { BatchSize = Torch.Rows, Momentum = 1, Statistics = statistics };

        AssertStatistics(ml.Transforms.NormalizeBatch("Features", null, options).Fit(rows).Parameters.Single());
    }

    private static void AssertStatistics(BatchNormParameters learned)
    {
        // A mean near 0 of values up to 0.5, and a variance of values around -50,000: what a float can hold of them.
        AssertClose(Torch.RunningMean, learned.RunningMean, 1e-7);
        AssertClose(Torch.RunningVariance, learned.RunningVariance, 1e-6);
    }

    private static void AssertClose(double[] expected, IReadOnlyList<float> actual, double relative)
    {
        Assert.Equal(expected.Length, actual.Count);
        for (int i = 0; i < expected.Length; i++)
            Assert.InRange(Math.Abs(actual[i] - expected[i]), 0, relative * Math.Max(1e-6, Math.Abs(expected[i])));
    }

    private static float[] Sampled(float[] values) => [.. Torch.Samples.SelectMany(row => values.AsSpan(row * Channels, Channels).ToArray())];

    private static float[] Values() => [.. Enumerable.Range(0, Torch.Rows * Channels)
        .Select(place => (float)(Offsets[place % Channels] + (Scales[place % Channels] * Spread(place, ValueFactor))))];

    private static float[] Gradients() => [.. Enumerable.Range(0, Torch.Rows * Channels).Select(place => (float)(Spread(place, GradientFactor) + 0.25))];

    /// <summary>A number from -0.5 to 0.5 of a place in the batch.</summary>
    private static double Spread(int place, uint factor) => (unchecked((uint)place * factor) / 4294967296.0) - 0.5;

    private sealed record Truth(
        int Rows, int[] Samples, double[] RunningMean, double[] RunningVariance, double[] Weight, double[] WeightGradient, double[] BiasGradient, double[] Output,
        double[] InputGradient);

    private sealed class Row
    {
        [VectorType(Channels)]
        public float[] Features { get; set; } = [];
    }
}

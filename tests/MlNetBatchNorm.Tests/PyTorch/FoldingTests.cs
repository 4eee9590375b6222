using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.ML;

namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>Layers that absorb the normalization after them, against torch.nn.utils.fusion: see Reference/generate_fused.py.</summary>
public sealed class FoldingTests
{
    private const double Tolerance = 1e-6;

    private static readonly BatchNormParameters Parameters = new([1, 2, 3], [1, 4, 9]);

    private static readonly JsonSerializerOptions JsonOptions = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private static readonly IReadOnlyList<FusedCase> Cases =
        JsonSerializer.Deserialize<FusedFile>(File.ReadAllText(Path.Combine(TorchCase.Folder, "fused.json")), JsonOptions)!.Cases;

    public static TheoryData<string> Names() => [.. Cases.Select(test => test.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void FoldInto_ALayer_GivesTorchsFusedLayer(string name)
    {
        FusedCase test = Cases.Single(other => other.Name == name);
        var parameters = new BatchNormParameters(test.RunningMean, test.RunningVariance, test.Weight, test.Bias, test.Epsilon);
        (ImmutableArray<float> weights, ImmutableArray<float> bias) = parameters.FoldInto(test.Weights, test.LayerBias);
        Close.AssertRelative(test.FusedWeights, weights, Tolerance);
        Close.AssertRelative(test.FusedBias, bias, Tolerance);
    }

    /// <summary>In double precision before it is rounded: so every value is the float next to PyTorch's double, or its neighbor.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void FoldInto_ALayer_IsExactToARounding(string name)
    {
        FusedCase test = Cases.Single(other => other.Name == name);
        var parameters = new BatchNormParameters(test.RunningMean, test.RunningVariance, test.Weight, test.Bias, test.Epsilon);
        (ImmutableArray<float> weights, ImmutableArray<float> bias) = parameters.FoldInto(test.Weights, test.LayerBias);
        AssertRounded(test.FusedWeights64, weights);
        AssertRounded(test.FusedBias64, bias);
    }

    [Fact]
    public void FoldInto_ALayer_LeavesItsValuesAlone()
    {
        float[] weights = [1, 2, 3], bias = [4, 5, 6];
        Parameters.FoldInto(weights, bias);
        Assert.Equal([1, 2, 3], weights);
        Assert.Equal([4, 5, 6], bias);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void FoldInto_WeightsOfOtherChannels_Throws(int length)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>("weights", () => Parameters.FoldInto(new float[length]));
        Assert.StartsWith($"weights holds {length} values, which do not divide into 3 output channels. Give the whole weight of the layer before, " +
            "output channels first.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FoldInto_ABiasOfOtherChannels_Throws()
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>("bias", () => Parameters.FoldInto(new float[6], new float[2]));
        Assert.StartsWith("bias holds 2 values, but there are 3 output channels. Give one value per channel, or null where the layer has no bias.",
            error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FoldInto_NoWeights_Throws() => Assert.Throws<ArgumentNullException>("weights", () => Parameters.FoldInto(null!));

    [Fact]
    public void FoldInto_WithoutStatistics_Throws() => Assert.Equal(
        "The parameters of 2 channels cannot be folded into a layer: running statistics are not tracked (trackRunningStats: false). Fit with " +
        "trackRunningStats: true.",
        Assert.Throws<InvalidOperationException>(() => Fit(new() { TrackRunningStats = false }).FoldInto(new float[2])).Message);

    [Fact]
    public void FoldInto_WithStatisticsThatAreNotFinite_Throws() => Assert.Equal(
        "The parameters of 2 channels cannot be folded into a layer: the running statistics are not finite. Fit again with NonFinite set to " +
        "Throw or SkipRow.",
        Assert.Throws<InvalidOperationException>(() => Fit(new() { NonFinite = NonFiniteHandling.Propagate }).FoldInto(new float[2])).Message);

    private static BatchNormParameters Fit(BatchNormEstimator.Options options)
    {
        var ml = new MLContext();
        return ml.Transforms.NormalizeBatch("Y", ColumnValues.Input, options).Fit(ColumnValues.View(ml, [[1f, float.NaN], [2f, 3f]], 2)).Parameters[0];
    }

    private static void AssertRounded(double[] expected, ImmutableArray<float> actual) =>
        Close.AssertWithin(expected, [.. actual.Select(value => (double)value)],
            i => MathF.BitIncrement(Math.Abs((float)expected[i])) - Math.Abs((float)expected[i]) + (1e-9 * Math.Abs(expected[i])));

    private sealed record FusedFile(FusedCase[] Cases);

    private sealed record FusedCase(
        string Name,
        float Epsilon,
        float[] RunningMean,
        float[] RunningVariance,
        float[]? Weight,
        float[]? Bias,
        float[] Weights,
        float[]? LayerBias,
        float[] FusedWeights,
        float[] FusedBias,
        double[] FusedWeights64,
        double[] FusedBias64);
}

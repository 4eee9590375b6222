using Microsoft.ML;
using Options = MlNetBatchNorm.BatchNormEstimator.Options;

namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>Columns of Double that no float holds, in every mode, against exact fractions and float64 modules of PyTorch.</summary>
public sealed class DoubleColumnTests
{
    private const double Tolerance = 1e-9;

    private readonly MLContext _ml = new();
    private readonly DoubleReference _expected = DoubleReference.Load();

    [Theory]
    [InlineData("0", 0f)]
    [InlineData("1e-5", 1e-5f)]
    public void Transform_OfExactStatistics_GivesTheExactValues(string name, float epsilon)
    {
        double[][] actual = Normalize(new Options { Statistics = BatchNormStatistics.Exact, Epsilon = epsilon }, out BatchNormTransformer transformer);

        AssertOutputs(_expected.Exact[name], actual, transformer.Parameters[0]);
    }

    [Theory]
    [InlineData(0.1f)]
    [InlineData(null)]
    public void Fit_OfRunningStatistics_LearnsThoseOfAFloat64Module(float? momentum)
    {
        DoubleReference.Module expected = momentum is null ? _expected.Cumulative : _expected.Running;
        double[][] actual = Normalize(new Options { BatchSize = DoubleReference.BatchSize, Momentum = momentum }, out BatchNormTransformer transformer);

        BatchNormParameters parameters = transformer.Parameters[0];
        for (int c = 0; c < expected.Mean!.Length; c++)
        {
            double mean = parameters.RunningMeanDouble!.Value[c];
            double variance = parameters.RunningVarianceDouble!.Value[c];
            AssertClose(expected.Mean[c], mean, (1e-14 * Math.Sqrt(variance)) + (2 * Ulp(mean)), $"mean of {_expected.Names[c]}");
            AssertClose(expected.Variance![c], variance, 1e-8 * variance, $"variance of {_expected.Names[c]}");
            Assert.Equal((float)parameters.RunningMeanDouble.Value[c], parameters.RunningMean[c]);
            Assert.Equal((float)parameters.RunningVarianceDouble.Value[c], parameters.RunningVariance[c]);
        }

        AssertOutputs(expected.Output, actual, parameters, ulps: 2, relative: 1e-8);
    }

    [Fact]
    public void Transform_ByBatches_GivesWhatAFloat64ModuleGivesInTraining()
    {
        double[][] actual = Normalize(new Options { BatchSize = DoubleReference.BatchSize, TrackRunningStats = false }, out _);
        BatchNormTransformer scale = _ml.Transforms.NormalizeBatch("Y", "X", statistics: BatchNormStatistics.Exact).Fit(_expected.View(_ml));

        AssertOutputs(_expected.Batchwise.Output, actual, scale.Parameters[0], ulps: 2);
    }

    [Theory]
    [InlineData(BatchNormStatistics.Exact, true)]
    [InlineData(BatchNormStatistics.Running, true)]
    [InlineData(BatchNormStatistics.Running, false)]
    public void Transform_OfAConstant_GivesItsBiasExactly(BatchNormStatistics statistics, bool trackRunningStats)
    {
        double[] constants = [1700000001, 1234567.89, 0.1, -1e300, 1e-300, Math.PI];
        float[] bias = [0, 1.5f, -2, 0.1f, 3, 1e-20f];
        IDataView view = ColumnValues.View(_ml, Enumerable.Repeat(constants, 64).ToArray(), constants.Length);
        BatchNormTransformer transformer = _ml.Transforms.NormalizeBatch("Y", "X", new Options
        {
            Statistics = statistics,
            Momentum = null,
            TrackRunningStats = trackRunningStats,
            Bias = bias,
        }).Fit(view);

        Assert.All(ColumnValues.Read<double>(transformer.Transform(view), "Y"), row => Assert.Equal(bias.Select(value => (double)value), row));
    }

    [Theory]
    [InlineData(BatchNormStatistics.Exact)]
    [InlineData(BatchNormStatistics.Running)]
    public void Transform_OfASavedModel_GivesTheSameBits(BatchNormStatistics statistics)
    {
        IDataView view = _expected.View(_ml);
        BatchNormTransformer transformer = _ml.Transforms.NormalizeBatch("Y", "X", new Options { Statistics = statistics, Epsilon = 0 }).Fit(view);
        BatchNormTransformer loaded = Models.Reload(_ml, transformer);

        Assert.Equal(transformer.Parameters[0], loaded.Parameters[0]);
        Assert.Equal(ColumnValues.Read<double>(transformer.Transform(view), "Y"), ColumnValues.Read<double>(loaded.Transform(view), "Y"));
        Assert.Equal(transformer.Parameters[0], BatchNormParameters.FromJson(transformer.Parameters[0].ToJson()));
    }

    [Fact]
    public void Inverse_OfNormalizedDoubles_GivesThemBack()
    {
        IDataView view = _expected.View(_ml);
        BatchNormTransformer transformer = _ml.Transforms.NormalizeBatch("Y", "X", new Options { Statistics = BatchNormStatistics.Exact }).Fit(view);
        IDataView back = Models.Reload(_ml, transformer.CreateInverse()).Transform(_ml.Transforms.DropColumns("X").Fit(view).Transform(transformer.Transform(view)));

        double[][] actual = DoubleReference.Transposed(ColumnValues.Read<double>(back, "X"));
        for (int c = 0; c < actual.Length; c++)
        {
            double deviation = Math.Sqrt(transformer.Parameters[0].RunningVarianceDouble!.Value[c]);
            double ulp = Ulp(_expected.Columns[c].Max(Math.Abs));
            foreach ((double value, double given) in actual[c].Zip(_expected.Columns[c]))
                Assert.True(Math.Abs(value - given) <= (1e-14 * deviation) + (2 * ulp), $"{_expected.Names[c]}: {given:r} became {value:r}");
        }
    }

    [Fact]
    public void NormalizeBatch_WithKnownDoubles_UsesThem()
    {
        IDataView view = _expected.View(_ml);
        BatchNormParameters learned = _ml.Transforms.NormalizeBatch("Y", "X", new Options { Statistics = BatchNormStatistics.Exact, Epsilon = 0, Affine = false }).Fit(view).Parameters[0];
        var known = BatchNormParameters.FromDoubles(learned.RunningMeanDouble!, learned.RunningVarianceDouble!, epsilon: 0);
        BatchNormTransformer transformer = _ml.Transforms.NormalizeBatch("Y", "X", known).Fit(view);

        AssertOutputs(_expected.Exact["0"], DoubleReference.Transposed(ColumnValues.Read<double>(transformer.Transform(view), "Y")), known);
    }

    [Fact]
    public void NormalizeBatch_WithKnownDoublesOnFloats_UsesTheFloats()
    {
        IDataView view = ColumnValues.View<float>(_ml, [[0.1f], [0.7f]], 1);
        var doubles = BatchNormParameters.FromDoubles([0.1], [0.3], [1.1], [-0.2]);
        var singles = new BatchNormParameters([0.1f], [0.3f], [1.1f], [-0.2f]);

        Assert.Equal(
            ColumnValues.Read(_ml.Transforms.NormalizeBatch("Y", "X", singles).Fit(view).Transform(view), "Y"),
            ColumnValues.Read(_ml.Transforms.NormalizeBatch("Y", "X", doubles).Fit(view).Transform(view), "Y"));
    }

    [Fact]
    public void NormalizeBatch_WithDoublesThatNoFloatHolds_RefusesFloatsByChannel()
    {
        var known = BatchNormParameters.FromDoubles([0, 1], [1, 1e300]);
        IDataView floats = ColumnValues.View<float>(_ml, [[0, 1]], 2);

        Assert.Equal(
            "Input column 'X' is normalized in single precision: RunningVariance of channel 1 is 1E+300, which a float does not hold. Scale the column " +
            "before, or keep it in double.",
            Assert.Throws<InvalidOperationException>(() => _ml.Transforms.NormalizeBatch("Y", "X", known).Fit(floats)).Message);
        Assert.StartsWith("The parameters of 2 channels cannot be folded into a layer: RunningVariance of channel 1 is 1E+300",
            Assert.Throws<InvalidOperationException>(() => known.FoldInto([1, 2])).Message, StringComparison.Ordinal);
        Assert.StartsWith("A layer cannot be made: RunningVariance of channel 1 is 1E+300",
            Assert.Throws<InvalidOperationException>(() => new BatchNormLayer(known)).Message, StringComparison.Ordinal);
    }

    /// <summary>What a float column cannot hold is refused by name, not zeroed.</summary>
    [Theory]
    [InlineData(BatchNormStatistics.Exact)]
    [InlineData(BatchNormStatistics.Running)]
    public void Fit_OfFloatsWithAVarianceThatNoFloatHolds_RefusesTheChannel(BatchNormStatistics statistics)
    {
        float[][] rows = [.. Enumerable.Range(0, 64).Select(i => (float[])[i, (i % 2 == 0 ? 1 : -1) * 1e-25f])];
        var options = new Options { Statistics = statistics, Momentum = null, Epsilon = 0 };
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(
            () => _ml.Transforms.NormalizeBatch("Y", "X", options).Fit(ColumnValues.View(_ml, rows, 2)));

        Assert.StartsWith("Input column 'X': the variance of channel 1, 1.0", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("is smaller than a float holds. Scale the column up before, or convert it to Double.", error.Message, StringComparison.Ordinal);
        // Beside the usual epsilon the variance is nothing, whoever holds it.
        _ml.Transforms.NormalizeBatch("Y", "X", options with { Epsilon = 1e-5f }).Fit(ColumnValues.View(_ml, rows, 2));
    }

    /// <summary>Refused, and not made 0; beside an epsilon, the variance is nothing.</summary>
    [Theory]
    [InlineData(1e-155)]
    [InlineData(1e-170)]
    public void Fit_OfDoublesWithAVarianceThatNoDoubleHolds_RefusesTheChannel(double deviation)
    {
        IDataView view = ColumnValues.View<double>(_ml, [[1, deviation], [2, -deviation], [3, 0]], 2);

        Assert.Equal(
            "Input column 'X': the variance of channel 1 is smaller than a double holds. Scale the column up before, or set Epsilon above 0.",
            Assert.Throws<InvalidOperationException>(() => _ml.Transforms.NormalizeChannels("Y", "X").Fit(view)).Message);
        _ml.Transforms.NormalizeBatch("Y", "X", statistics: BatchNormStatistics.Exact).Fit(view);
    }

    [Fact]
    public void Transform_ByBatchesOfADeviationThatFloatsAreNotDividedBy_RefusesTheChannel()
    {
        IDataView view = ColumnValues.View<float>(_ml, [[1, 1e-40f], [2, -1e-40f], [3, 0]], 2);
        IDataView normalized = _ml.Transforms.NormalizeBatch("Y", "X", new Options { TrackRunningStats = false, Epsilon = 0 }).Fit(view).Transform(view);

        Assert.Equal(
            "Input column 'X': in the batch that begins at row 0 (counted from 0), channel 1 has the deviation 8.2E-41, and a float does not hold what its values would be " +
            "multiplied by. Scale the column up before, or convert it to Double.",
            Assert.Throws<InvalidOperationException>(() => ColumnValues.Read(normalized, "Y")).Message);
    }

    private double[][] Normalize(Options options, out BatchNormTransformer transformer)
    {
        IDataView view = _expected.View(_ml);
        transformer = _ml.Transforms.NormalizeBatch("Y", "X", options).Fit(view);
        return DoubleReference.Transposed(ColumnValues.Read<double>(transformer.Transform(view), "Y"));
    }

    /// <summary>
    /// To within 1e-9, and what some ulps of the mean are in deviations: one, or two where the expected value may be off by one. A module's variance is
    /// right to 1e-8, which shows where running statistics are still far from the data.
    /// </summary>
    private void AssertOutputs(double[][] expected, double[][] actual, BatchNormParameters parameters, int ulps = 1, double relative = 0)
    {
        for (int c = 0; c < expected.Length; c++)
        {
            double deviation = Math.Sqrt(parameters.RunningVarianceDouble!.Value[c]);
            double allowed = Tolerance + (deviation == 0 ? 0 : ulps * Ulp(parameters.RunningMeanDouble!.Value[c]) / deviation);
            for (int i = 0; i < expected[c].Length; i++)
                AssertClose(expected[c][i], actual[c][i], allowed + (relative * Math.Abs(expected[c][i])), $"{_expected.Names[c]}, row {i}");
        }
    }

    private static double Ulp(double value) => Math.BitIncrement(Math.Abs(value)) - Math.Abs(value);

    private static void AssertClose(double expected, double actual, double allowed, string what) =>
        Assert.True(Math.Abs(expected - actual) <= allowed, $"{what}: expected {expected:r}, got {actual:r}");
}

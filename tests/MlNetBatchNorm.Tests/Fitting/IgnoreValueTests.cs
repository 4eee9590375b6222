using Microsoft.ML;
using Options = MlNetBatchNorm.BatchNormEstimator.Options;

namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>Missing values count for nothing, as in scikit-learn's StandardScaler and in ML.NET's normalizers.</summary>
public sealed class IgnoreValueTests
{
    private static readonly Options Exact = new() { Statistics = BatchNormStatistics.Exact, NonFinite = NonFiniteHandling.IgnoreValue, Epsilon = 0 };

    private readonly MLContext _ml = new();
    private readonly MissingReference _expected = MissingReference.Load();

    public static TheoryData<bool, int> Kinds => new() { { false, 1 }, { false, 3 }, { true, 1 }, { true, 3 } };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Fit_OfExactStatistics_LearnsStandardScalersOfTheValuesThatAreThere(bool ofDoubles, int threads)
    {
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Y", "X", Exact with { MaxDegreeOfParallelism = threads });
        BatchNormTransformer transformer = estimator.Fit(View(ofDoubles, 6));

        AssertStatistics(_expected.All, transformer.Parameters[0], 1e-12, ofDoubles);
        Assert.Equal(_expected.All.Count!, transformer.Statistics!.GetCounts("X"));
        Assert.Equal(_expected.Rows.Length, transformer.Statistics.Rows);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Fit_OfPlanes_LearnsStandardScalersOfTheValuesThatAreThere(bool ofDoubles, int threads)
    {
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Y", "X", Exact with { MaxDegreeOfParallelism = threads });
        BatchNormTransformer transformer = estimator.Fit(View(ofDoubles, 2, 3));

        AssertStatistics(_expected.Planes, transformer.Parameters[0], 1e-12, ofDoubles);
        Assert.Equal(_expected.Planes.Count!, transformer.Statistics!.GetCounts("X"));
    }

    /// <summary>As partial_fit, but to the bit whatever the parts, through a file, merged and continued.</summary>
    [Theory]
    [InlineData(7)]
    [InlineData(1)]
    [InlineData(25)]
    public void Fit_InParts_LearnsTheBitsOfOneFit(int rows)
    {
        foreach (int[] dimensions in (int[][])[[6], [2, 3]])
        {
            BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Y", "X", Exact);
            IDataView all = View(ofDoubles: true, dimensions);
            BatchNormTransformer whole = estimator.Fit(all);
            IDataView[] parts = [.. _expected.RowsOf(value => value).Chunk(rows).Select(part => ColumnValues.View(_ml, part, dimensions))];

            ChannelStatistics merged = parts.Select(part => Reload(estimator.CollectStatistics(part))).Reverse().Aggregate((left, right) => left.Merge(right));
            Assert.Equal(whole.Statistics, merged);
            Bits.AssertEqual(whole, estimator.Fit(merged));
            if (rows > 1)
                Bits.AssertEqual(whole, parts.Skip(1).Aggregate(estimator.Fit(parts[0]), (before, part) => estimator.Fit(part, Models.Reload(_ml, before))));
        }

        Assert.All(_expected.All.Mean.Zip(_expected.Partial.Mean), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }

    [Theory]
    [InlineData(0.1f, true)]
    [InlineData(0.1f, false)]
    [InlineData(null, true)]
    [InlineData(null, false)]
    public void Fit_OfRunningStatistics_LearnsThoseOfMaskedBatches(float? momentum, bool ofDoubles)
    {
        var options = new Options { BatchSize = MissingReference.BatchSize, Momentum = momentum, NonFinite = NonFiniteHandling.IgnoreValue };
        BatchNormTransformer[] fits = [.. ((int[])[1, 3]).Select(threads =>
            _ml.Transforms.NormalizeBatch("Y", "X", options with { MaxDegreeOfParallelism = threads }).Fit(View(ofDoubles, 6)))];

        AssertStatistics(momentum is null ? _expected.Cumulative : _expected.Running, fits[0].Parameters[0], ofDoubles ? 1e-12 : 1e-6, ofDoubles);
        Bits.AssertEqual(fits[0], fits[1]);
    }

    /// <summary>Infinities stay as well.</summary>
    [Fact]
    public void Transform_OfMissingValues_LeavesThemMissing()
    {
        IDataView view = View(ofDoubles: true, 6);
        double[][] actual = ColumnValues.Read<double>(_ml.Transforms.NormalizeBatch("Y", "X", Exact).Fit(view).Transform(view), "Y");

        double[][] rows = _expected.RowsOf(value => value);
        for (int i = 0; i < rows.Length; i++)
        {
            for (int c = 0; c < rows[i].Length; c++)
            {
                double expected = double.IsFinite(rows[i][c]) ? (rows[i][c] - _expected.All.Mean[c]) / Math.Sqrt(_expected.All.Variance[c]) : rows[i][c];
                Assert.Equal(expected, actual[i][c], 1e-9);
            }
        }
    }

    [Theory]
    [InlineData(BatchNormStatistics.Exact)]
    [InlineData(BatchNormStatistics.Running)]
    public void Fit_OfAllValues_LearnsTheBitsOfThrow(BatchNormStatistics statistics)
    {
        IDataView view = ColumnValues.View(_ml, RandomRows.Singles(70, 6), 2, 3);
        var options = new Options { Statistics = statistics };
        BatchNormParameters expected = _ml.Transforms.NormalizeBatch("Y", "X", options).Fit(view).Parameters[0];

        Assert.Equal(expected, _ml.Transforms.NormalizeBatch("Y", "X", options with { NonFinite = NonFiniteHandling.IgnoreValue }).Fit(view).Parameters[0]);
    }

    [Fact]
    public void Fit_OfAChannelWithoutValues_NamesIt_ButCollectAndMergeDoNot()
    {
        IDataView view = ColumnValues.View<double>(_ml, [[1, double.NaN], [2, double.NaN], [4, double.PositiveInfinity]], 2);
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Y", "X", Exact);
        ChannelStatistics none = estimator.CollectStatistics(view);
        const string expected =
            "Input column 'X': channel 1 has no value that is neither NaN nor infinite, so it has no variance. Leave the channel out, or check the source.";

        Assert.Equal([3, 0], none.GetCounts("X"));
        Assert.Equal(expected, Assert.Throws<InvalidOperationException>(() => estimator.Fit(view)).Message);
        Assert.Equal(expected, Assert.Throws<InvalidOperationException>(() => estimator.Fit(none.Merge(none))).Message);
        ChannelStatistics some = estimator.CollectStatistics(ColumnValues.View<double>(_ml, [[3, 5], [3, 7]], 2));
        Assert.Equal(6, estimator.Fit(none.Merge(some)).Parameters[0].RunningMean[1]);
        Assert.StartsWith("Input column 'X': no batch has two values of channel 1",
            Assert.Throws<InvalidOperationException>(
                () => _ml.Transforms.NormalizeBatch("Y", "X", Exact with { Statistics = BatchNormStatistics.Running }).Fit(view)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_OfMissingValues_LogsHowManyEachChannelHad()
    {
        var log = new LogRecorder(_ml);
        _ml.Transforms.NormalizeBatch("Y", "X", Exact).Fit(View(ofDoubles: false, 6));

        Assert.Contains($"Column 'X' has NaN or infinite values, which were ignored. Values per channel: {string.Join(", ", _expected.All.Count!)}.", log.Infos);
    }

    [Fact]
    public void NormalizeChannels_WithoutNumbers_LearnsExactStatisticsAndIgnoresMissingValues()
    {
        IDataView view = View(ofDoubles: false, 6);
        BatchNormParameters expected = _ml.Transforms.NormalizeBatch("Y", "X", Exact with { Affine = false }).Fit(view).Parameters[0];

        Assert.Equal(expected, _ml.Transforms.NormalizeChannels("Y", "X").Fit(view).Parameters[0]);
        Assert.Equal(expected, _ml.Transforms.NormalizeChannels([new("Y", "X"), new("Z", "X")]).Fit(view).GetParameters("Z"));
        Assert.Equal("X", _ml.Transforms.NormalizeChannels("X").Fit(view).GetOutputSchema(view.Schema).Single(column => !column.IsHidden).Name);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(
            () => _ml.Transforms.NormalizeChannels("Y", "X", new Options { Statistics = BatchNormStatistics.Exact }).Fit(view));
        Assert.Contains("has a NaN or an infinity", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Bytes are never missing, so it does not matter what would have been done.</summary>
    [Theory]
    [InlineData(NonFiniteHandling.Throw)]
    [InlineData(NonFiniteHandling.SkipRow)]
    [InlineData(NonFiniteHandling.IgnoreValue)]
    public void NormalizeChannels_OfBytes_TakesStatisticsThatWereCollectedWithAnyHandling(NonFiniteHandling handling)
    {
        IDataView view = ColumnValues.View<byte>(_ml, [[1, 2], [3, 9], [8, 5]], 2);
        BatchNormEstimator estimator = _ml.Transforms.NormalizeChannels("Y", "X");
        BatchNormEstimator other = _ml.Transforms.NormalizeBatch("Y", "X", Exact with { NonFinite = handling, Affine = false });
        ChannelStatistics statistics = Reload(other.CollectStatistics(view));

        Assert.Equal(estimator.CollectStatistics(view), statistics);
        Bits.AssertEqual(estimator.Fit(view), estimator.Fit(statistics));
        Bits.AssertEqual(estimator.Fit(view, estimator.Fit(view)), estimator.Fit(view, Models.Reload(_ml, other.Fit(view))));
    }

    [Fact]
    public void NormalizeChannels_WithOptionsForRunningStatistics_Refuses() => Assert.StartsWith(
        "NormalizeChannels learns exact statistics, but options.Statistics is Running. Set it to Exact, or use NormalizeBatch.",
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.NormalizeChannels("Y", "X", new Options())).Message, StringComparison.Ordinal);

    private IDataView View(bool ofDoubles, params int[] dimensions) => ofDoubles
        ? ColumnValues.View(_ml, _expected.RowsOf(value => value), dimensions)
        : ColumnValues.View(_ml, _expected.RowsOf(value => (float)value), dimensions);

    private static ChannelStatistics Reload(ChannelStatistics statistics)
    {
        using var stream = new MemoryStream();
        statistics.Save(stream);
        stream.Position = 0;
        return ChannelStatistics.Load(stream);
    }

    private static void AssertStatistics(MissingReference.Statistics expected, BatchNormParameters actual, double relative, bool ofDoubles)
    {
        for (int c = 0; c < expected.Mean.Length; c++)
        {
            double allowed = Math.Max(relative, ofDoubles ? 0 : 1e-7);
            Assert.Equal(expected.Mean[c], ofDoubles ? actual.RunningMeanDouble!.Value[c] : actual.RunningMean[c], allowed * Math.Max(1, Math.Abs(expected.Mean[c])));
            Assert.Equal(expected.Variance[c], ofDoubles ? actual.RunningVarianceDouble!.Value[c] : actual.RunningVariance[c], allowed * Math.Max(1, expected.Variance[c]) * 10);
        }
    }
}

using Microsoft.ML;
using MlNetBatchNorm.Tests.Rows;

namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>Fits in parts, parted at the end of a batch, against one fit of the whole: the same bits.</summary>
public sealed class ContinuedFitTests
{
    private const int Rows = 34;
    private const int BatchSize = 4;

    private readonly MLContext _ml = new();

    public static TheoryData<BatchNormStatistics, float?, string> Cases() => new(
        from mode in ((BatchNormStatistics, float?)[])[(BatchNormStatistics.Running, 0.1f), (BatchNormStatistics.Running, null), (BatchNormStatistics.Exact, 0.1f)]
        from kind in (string[])["Single", "Double", "Byte", "Image"]
        select new TheoryDataRow<BatchNormStatistics, float?, string>(mode.Item1, mode.Item2, kind));

    public static TheoryData<BatchNormEstimator.Options> OtherOptions() => new()
    {
        new BatchNormEstimator.Options { Momentum = null },
        new BatchNormEstimator.Options { BatchSize = 3 },
        new BatchNormEstimator.Options { Epsilon = 0 },
        new BatchNormEstimator.Options { Affine = false },
        new BatchNormEstimator.Options { Weight = [2, 3, 4], Bias = [5, 6, 7] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Fit_OfTwoParts_LearnsTheBitsOfTheWhole(BatchNormStatistics statistics, float? momentum, string kind)
    {
        BatchNormEstimator estimator = Estimator(kind, statistics, momentum);
        BatchNormTransformer first = estimator.Fit(Part(kind, 0, 16));
        string before = Bits.Of(first);
        BatchNormTransformer second = estimator.Fit(Part(kind, 16, Rows), first);

        Bits.AssertEqual(estimator.Fit(Part(kind, 0, Rows)), second);
        Assert.Equal(before, Bits.Of(first));
        Assert.NotEqual(before, Bits.Of(second));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Fit_OfThreePartsSavedBetween_LearnsTheBitsOfTheWhole(BatchNormStatistics statistics, float? momentum, string kind)
    {
        BatchNormEstimator estimator = Estimator(kind, statistics, momentum);
        BatchNormTransformer parts = estimator.Fit(Part(kind, 0, 8));
        parts = estimator.Fit(Part(kind, 8, 20), Models.Reload(_ml, parts));
        parts = estimator.Fit(Part(kind, 20, Rows), Models.Reload(_ml, parts));

        Bits.AssertEqual(estimator.Fit(Part(kind, 0, Rows)), parts);
    }

    [Fact]
    public void Fit_OfManyPartsExact_LearnsTheBitsOfTheWholeWhereverParted()
    {
        BatchNormEstimator estimator = Estimator("Single", BatchNormStatistics.Exact, momentum: 0.1f);
        BatchNormTransformer whole = estimator.Fit(Part("Single", 0, Rows));
        BatchNormTransformer parts = estimator.Fit(Part("Single", 0, 3));
        foreach ((int start, int end) in (IEnumerable<(int, int)>)[(3, 4), (4, 9), (9, 26), (26, Rows)])
            parts = estimator.Fit(Part("Single", start, end), parts);

        Assert.Equal(whole.Parameters[0].RunningMean, parts.Parameters[0].RunningMean);
        Assert.Equal(whole.Parameters[0].RunningVariance, parts.Parameters[0].RunningVariance);
    }

    /// <summary>Days without data: no rows, or none that is usable.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Fit_OnNoMoreRows_KeepsWhatWasLearned(BatchNormStatistics statistics, float? momentum, string kind)
    {
        BatchNormEstimator estimator = Estimator(kind, statistics, momentum);
        BatchNormTransformer first = estimator.Fit(Part(kind, 0, 16));

        Bits.AssertEqual(first, estimator.Fit(_ml.Data.SkipRows(Part(kind, 0, 16), 16), first));
    }

    [Theory]
    [InlineData(BatchNormStatistics.Running, true)]
    [InlineData(BatchNormStatistics.Running, false)]
    [InlineData(BatchNormStatistics.Exact, false)]
    public void Fit_OnRowsThatAreLeftOut_KeepsWhatWasLearnedAndSaysSo(BatchNormStatistics statistics, bool dropLastBatch)
    {
        var log = new LogRecorder(_ml);
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Y", "X", new BatchNormEstimator.Options
        {
            BatchSize = BatchSize,
            Statistics = statistics,
            DropLastBatch = dropLastBatch,
            NonFinite = NonFiniteHandling.SkipRow,
        });
        BatchNormTransformer first = estimator.Fit(ColumnValues.View<float>(_ml, [[1], [2], [4], [8]], 1));
        BatchNormTransformer second = estimator.Fit(ColumnValues.View<float>(_ml, dropLastBatch ? [[float.NaN], [1], [2]] : [[float.NaN]], 1), first);

        Assert.Equal(first.Parameters[0], second.Parameters[0]);
        string found = dropLastBatch
            ? "The data view has 3 rows, of which 1 have a NaN or an infinity and were left out; the other 2 are fewer than BatchSize 4, and DropLastBatch leaves them out"
            : "All 1 rows of the data view have a NaN or an infinity and were left out";
        Assert.Contains($"{found}, so column 'X' keeps what was learned before.", log.Warnings);
    }

    [Fact]
    public void Fit_OnOneMoreRowExact_TakesItIn()
    {
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Y", "X", statistics: BatchNormStatistics.Exact);
        BatchNormTransformer two = estimator.Fit(ColumnValues.View<float>(_ml, [[1], [2]], 1));
        BatchNormParameters three = estimator.Fit(ColumnValues.View<float>(_ml, [[6]], 1), two).Parameters[0];

        Assert.Equal((3f, 7f), (three.RunningMean[0], three.RunningVariance[0]));
    }

    [Fact]
    public void CollectStatistics_OfOneRow_KeepsItForAMerge()
    {
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Y", "X", statistics: BatchNormStatistics.Exact);
        ChannelStatistics one = estimator.CollectStatistics(ColumnValues.View<float>(_ml, [[1]], 1));
        ChannelStatistics other = estimator.CollectStatistics(ColumnValues.View<float>(_ml, [[3]], 1));

        Assert.Contains("one value has no variance", Assert.Throws<InvalidOperationException>(() => estimator.Fit(one)).Message, StringComparison.Ordinal);
        BatchNormParameters both = estimator.Fit(one.Merge(other)).Parameters[0];
        Assert.Equal((2f, 2f), (both.RunningMean[0], both.RunningVariance[0]));
    }

    [Fact]
    public void Fit_OfTwoColumnsInParts_LearnsTheBitsOfTheWhole()
    {
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch([new("A", "X"), new("B", "X")], new BatchNormEstimator.Options { BatchSize = BatchSize });
        BatchNormTransformer parts = estimator.Fit(Part("Single", 16, Rows), estimator.Fit(Part("Single", 0, 16)));

        Bits.AssertEqual(estimator.Fit(Part("Single", 0, Rows)), parts);
    }

    /// <summary>Statistics of 5 and 3 after 9 batches, and one batch of 1 and 3 (mean 2, variance 2): a tenth of the way there.</summary>
    [Fact]
    public void Fit_FromKnownParameters_GoesOnFromThem()
    {
        IDataView view = ColumnValues.View<float>(_ml, [[1], [3]], 1);
        var known = new BatchNormParameters([5], [3], [1], [0], momentum: null, numBatchesTracked: 9);
        BatchNormTransformer previous = _ml.Transforms.NormalizeBatch("Y", "X", known).Fit(view);
        BatchNormParameters parameters = _ml.Transforms.NormalizeBatch("Y", "X", momentum: null).Fit(view, previous).Parameters[0];

        Assert.Equal((0.9f * 5) + (0.1f * 2), parameters.RunningMean[0], 1e-6f);
        Assert.Equal((0.9f * 3) + (0.1f * 2), parameters.RunningVariance[0], 1e-6f);
        Assert.Equal(10, parameters.NumBatchesTracked);
    }

    [Theory]
    [InlineData(BatchNormStatistics.Running)]
    [InlineData(BatchNormStatistics.Exact)]
    public void Fit_FromPreviousWithWeights_KeepsThem(BatchNormStatistics statistics)
    {
        var options = new BatchNormEstimator.Options { Statistics = statistics, Weight = [2, 3, 4], Bias = [5, 6, 7] };
        BatchNormTransformer previous = _ml.Transforms.NormalizeBatch("Y", "X", options).Fit(Part("Single", 0, 16));
        BatchNormParameters parameters =
            _ml.Transforms.NormalizeBatch("Y", "X", statistics: statistics).Fit(Part("Single", 16, Rows), previous).Parameters[0];

        Assert.Equal([2, 3, 4], parameters.Weight!.Value);
        Assert.Equal([5, 6, 7], parameters.Bias!.Value);
    }

    /// <summary>Of exact statistics only the sums go on; everything else is the second fit's own.</summary>
    [Theory]
    [MemberData(nameof(OtherOptions), DisableDiscoveryEnumeration = true)]
    public void Fit_ExactWithOtherOptions_LearnsTheBitsOfTheWholeWithThem(BatchNormEstimator.Options options)
    {
        BatchNormTransformer first = Estimator("Single", BatchNormStatistics.Exact, momentum: 0.1f).Fit(Part("Single", 0, 15));
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Y", "X", options with { Statistics = BatchNormStatistics.Exact });

        Bits.AssertEqual(estimator.Fit(Part("Single", 0, Rows)), estimator.Fit(Part("Single", 15, Rows), first));
    }

    private BatchNormEstimator Estimator(string kind, BatchNormStatistics statistics, float? momentum) => _ml.Transforms.NormalizeBatch(
        "Y", kind == "Image" ? ImageColumns.Name : ColumnValues.Input, new BatchNormEstimator.Options
        {
            BatchSize = BatchSize,
            Statistics = statistics,
            Momentum = momentum,
        });

    private IDataView Part(string kind, int start, int end) => kind switch
    {
        "Single" => ColumnValues.View(_ml, RandomRows.Singles(Rows, 15)[start..end], 3, 5),
        "Double" => ColumnValues.View(_ml, RandomRows.Doubles(Rows, 15)[start..end], 3, 5),
        "Byte" => ColumnValues.View(_ml, RandomRows.Bytes(Rows, 15)[start..end], 3, 5),
        _ => ImageColumns.View(ImageColumns.Random(Rows, height: 3, width: 5)[start..end]),
    };
}

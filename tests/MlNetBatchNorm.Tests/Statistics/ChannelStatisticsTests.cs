using Microsoft.ML;
using MlNetBatchNorm.Tests.Fitting;
using MlNetBatchNorm.Tests.Numerics;
using MlNetBatchNorm.Tests.Views;
using Options = MlNetBatchNorm.BatchNormEstimator.Options;

namespace MlNetBatchNorm.Tests.Statistics;

/// <summary>Statistics as a value: what they say, what is fitted from them, and what becomes of rows that are not finite.</summary>
public sealed class ChannelStatisticsTests
{
    private readonly MLContext _ml = new();

    public static TheoryData<string> Features() => ExactMomentsCase.NamesOf(exact => exact is { Spatial: 1, Doublings: 0 });

    public static TheoryData<string> Bytes() => ExactMomentsCase.NamesOf(exact => exact.Bytes is not null);

    [Theory]
    [MemberData(nameof(Features))]
    public void GetMean_AndVarianceOfFeatures_AreTheCorrectlyRoundedOnes(string name)
    {
        ExactMomentsCase exact = ExactMomentsCase.Load(name);
        AssertResults(exact, Fit(new MemoryView(MemoryColumn.Vectors("X", exact.Values, [exact.Channels])), NonFiniteHandling.Propagate));
    }

    [Theory]
    [MemberData(nameof(Bytes))]
    public void GetMean_AndVarianceOfBytes_AreTheCorrectlyRoundedOnes(string name)
    {
        ExactMomentsCase exact = ExactMomentsCase.Load(name);
        byte[][] rows = [.. exact.Bytes!.Select(row => row.Select(value => (byte)value).ToArray())];
        AssertResults(exact, Fit(new MemoryView(MemoryColumn.Vectors("X", rows, [exact.Channels, exact.Spatial])), NonFiniteHandling.Throw));
    }

    [Fact]
    public void CollectStatistics_OfTwoColumns_SaysWhatIsInside()
    {
        MemoryView view = new(
            MemoryColumn.Vectors<float>("A", [[1, 2], [3, 6]], [2]),
            MemoryColumn.Vectors<byte>("B", [[1, 2, 3, 4], [1, 2, 3, 4]], [2, 2]));
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch([new("X", "A"), new("Y", "B"), new("Z", "A")], Exact());
        ChannelStatistics statistics = estimator.CollectStatistics(view, new Shard("two", 1, 3));

        Assert.Equal(["A", "B"], statistics.ColumnNames);
        Assert.Equal((2, 0, false), (statistics.Rows, statistics.RowsSkipped, statistics.IsComplete));
        Assert.Equal([2, 4], statistics.GetMean("A"));
        Assert.Equal([2, 8], statistics.GetVariance("A"));
        Assert.Equal([1.5, 3.5], statistics.GetMean("B"));
        Assert.Equal([1 / 3.0, 1 / 3.0], statistics.GetVariance("B"));
        Assert.Equal([new Shard("two", 1, 3)], statistics.Shards);
        Assert.Equal([0, 2], statistics.MissingShards);
        Assert.Equal("2 rows of 'A', 'B'; 1 of 3 shards of 'two'", statistics.ToString());
        ErrorText.IsOfParameter("column", "No input column is named 'X'. The input columns are: A, B.", () => statistics.GetMean("X"));
        Assert.Throws<ArgumentNullException>("column", () => statistics.GetVariance(null!));
    }

    [Fact]
    public void Fit_OfStatisticsOfTwoColumns_FitsEachOutput()
    {
        MemoryView view = new(
            MemoryColumn.Vectors<float>("A", [[1, 2], [3, 6]], [2]),
            MemoryColumn.Vectors<byte>("B", [[1, 2, 3, 4], [1, 2, 3, 4]], [2, 2]));
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch([new("X", "A"), new("Y", "B"), new("Z", "A")], Exact());
        BatchNormTransformer expected = estimator.Fit(view);
        BatchNormTransformer actual = estimator.Fit(estimator.CollectStatistics(view));

        Bits.AssertEqual(expected, actual);
        Assert.Equal(expected.Statistics, actual.Statistics);
        Assert.Equal(ViewText.Rows(expected.Transform(view)), ViewText.Rows(actual.Transform(view)));
    }

    [Fact]
    public void WithoutPlan_OfAllShards_EqualsOnePass()
    {
        MemoryView all = new(MemoryColumn.Vectors<float>("X", [[1], [2], [4]], [1]));
        MemoryView first = new(MemoryColumn.Vectors<float>("X", [[1], [2]], [1]));
        MemoryView last = new(MemoryColumn.Vectors<float>("X", [[4]], [1]));
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Y", "X", Exact());
        ChannelStatistics part = estimator.CollectStatistics(first, new Shard("two", 0, 2));
        ChannelStatistics merged = part.Merge(estimator.CollectStatistics(last, new Shard("two", 1, 2)));

        Assert.NotEqual(estimator.CollectStatistics(all), merged);
        Assert.Equal(estimator.CollectStatistics(all), merged.WithoutPlan());
        Assert.Equal(estimator.CollectStatistics(all), merged.WithoutPlan().WithoutPlan());
        var error = Assert.Throws<InvalidOperationException>(part.WithoutPlan);
        Assert.Equal(
            "The statistics lack shards 1 of the 2 of 'two', so they are not those of all rows. Merge the missing shards first.", error.Message);
    }

    /// <summary>Rows of no plan may come before or after.</summary>
    [Fact]
    public void Merge_OfNoPlanWithAPlan_HasThePlan()
    {
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Y", "X", Exact());
        ChannelStatistics plain = estimator.CollectStatistics(new MemoryView(MemoryColumn.Vectors<float>("X", [[1], [2]], [1])));
        ChannelStatistics part = estimator.CollectStatistics(new MemoryView(MemoryColumn.Vectors<float>("X", [[4]], [1])), new Shard("two", 0, 2));
        ChannelStatistics last = estimator.CollectStatistics(new MemoryView(MemoryColumn.Vectors<float>("X", [[9]], [1])), new Shard("two", 1, 2));

        Assert.Equal([new Shard("two", 0, 2)], plain.Merge(part).Shards);
        Assert.Equal(part.Merge(plain), plain.Merge(part));
        Assert.Equal(ChannelStatistics.Merge([part, last, plain]), ChannelStatistics.Merge([plain, part, last]));
    }

    /// <summary>Batch size, epsilon, weight and bias belong to the fit.</summary>
    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 3)]
    [InlineData(5, 1)]
    [InlineData(1000, 1)]
    public void Fit_OfStatistics_TakesItsOwnOptions(int batchSize, long batches)
    {
        MemoryView view = new(MemoryColumn.Vectors<float>("X", [[0], [0], [0], [0], [10]], [1]));
        ChannelStatistics statistics = _ml.Transforms.NormalizeBatch("Other", "X", Exact()).CollectStatistics(view);
        BatchNormTransformer transformer = _ml.Transforms.NormalizeBatch("Y", "X", new Options
        {
            Statistics = BatchNormStatistics.Exact,
            BatchSize = batchSize,
            Epsilon = 0.5f,
            Weight = [3],
            Momentum = null,
        }).Fit(statistics);

        BatchNormParameters parameters = transformer.Parameters[0];
        Assert.Equal((2f, 20f, batches, 0.5f), (parameters.RunningMean[0], parameters.RunningVariance[0], parameters.NumBatchesTracked, parameters.Epsilon));
        Assert.Equal([3], parameters.Weight!.Value);
        Assert.Same(statistics, transformer.Statistics);
    }

    [Fact]
    public void Statistics_OfTransformer_AreSavedWithIt()
    {
        MemoryView view = new(MemoryColumn.Vectors("X", TestRows.Create<float>(5, 12), [3, 4]));
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Y", "X", Exact());
        ChannelStatistics parts = ChannelStatistics.Merge(
            [.. Enumerable.Range(0, 2).Select(index => estimator.CollectStatistics(view, new Shard("twice", index, 2)))]);
        BatchNormTransformer loaded = Models.Reload(_ml, estimator.Fit(parts));

        Assert.Equal(parts, loaded.Statistics);
        Assert.Equal(2, loaded.Statistics!.Shards.Count);
        Bits.AssertEqual(estimator.Fit(parts), loaded);
    }

    [Fact]
    public void Statistics_OfRunningOrKnownOnes_AreNull()
    {
        MemoryView view = new(MemoryColumn.Vectors("X", TestRows.Create<float>(5, 12), [3, 4]));
        Assert.Null(_ml.Transforms.NormalizeBatch("Y", "X").Fit(view).Statistics);
        Assert.Null(_ml.Transforms.NormalizeBatch("Y", "X", trackRunningStats: false).Fit(view).Statistics);
        Assert.Null(_ml.Transforms.NormalizeChannels("Y", "X", [0, 0, 0], [1, 1, 1]).Fit(view).Statistics);
        Assert.Null(_ml.Transforms.NormalizeBatch("Y", "X", Exact()).Fit(view).CreateInverse().Statistics);
    }

    [Fact]
    public void CollectStatistics_SkippingRows_CountsThem()
    {
        MemoryView view = new(MemoryColumn.Vectors<float>("X", [[1], [float.NaN], [3], [float.PositiveInfinity]], [1]));
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Y", "X", Exact(NonFiniteHandling.SkipRow));
        ChannelStatistics statistics = estimator.CollectStatistics(view);
        ChannelStatistics twice = statistics.Merge(statistics);

        Assert.Equal((2, 2), (statistics.Rows, statistics.RowsSkipped));
        Assert.Equal((4, 4), (twice.Rows, twice.RowsSkipped));
        Assert.Equal([2], twice.GetMean("X"));
        Assert.Equal(twice, StatisticsData.Load(StatisticsData.Save(twice)));
        Assert.Equal("4 rows of 'X' (4 skipped)", twice.ToString());
    }

    /// <summary>Any order of a NaN and infinities gives what a sum of all values is.</summary>
    [Fact]
    public void Merge_OfPropagatedValues_GivesWhatASumGives()
    {
        const float infinity = float.PositiveInfinity;
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Y", "X", Exact(NonFiniteHandling.Propagate));
        ChannelStatistics[] parts = [.. ((float[][])[[1, 1, 1, 1], [infinity, 2, -infinity, 2], [3, 3, infinity, float.NaN], [4, -infinity, 4, 4]])
            .Select(row => estimator.CollectStatistics(new MemoryView(MemoryColumn.Vectors<float>("X", [row], [4]))))];
        ChannelStatistics merged = ChannelStatistics.Merge(parts);

        Assert.Equal([double.PositiveInfinity, double.NegativeInfinity, double.NaN, double.NaN], merged.GetMean("X"));
        Assert.All(merged.GetVariance("X"), variance => Assert.True(double.IsNaN(variance)));
        Assert.Equal(merged, ChannelStatistics.Merge(parts.Reverse()));
        Assert.Equal(merged, StatisticsData.Load(StatisticsData.Save(merged)));
        Assert.Equal(merged.GetMean("X").Select(value => (float)value), estimator.Fit(merged).Parameters[0].RunningMean);
    }

    /// <summary>Finite doubles too far apart to be squared: their variance is larger than any double.</summary>
    [Fact]
    public void Merge_OfDoublesTooFarApart_HasInfiniteVariance()
    {
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Y", "X", Exact(NonFiniteHandling.Propagate));
        ChannelStatistics statistics = estimator.CollectStatistics(new MemoryView(MemoryColumn.Vectors<double>("X", [[1e200, -1e200]], [1, 2])));
        Assert.Equal([0], statistics.GetMean("X"));
        Assert.Equal([double.PositiveInfinity], statistics.GetVariance("X"));
    }

    [Fact]
    public void CollectStatistics_OfNoRows_AddsNothing()
    {
        MemoryView view = new(MemoryColumn.Vectors("X", TestRows.Create<float>(5, 12), [3, 4]));
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Y", "X", Exact());
        ChannelStatistics none = estimator.CollectStatistics(new MemoryView(MemoryColumn.Empty<float>("X", 3, 4)));
        ChannelStatistics all = estimator.CollectStatistics(view);

        Assert.Equal(0, none.Rows);
        Assert.All(none.GetMean("X").Concat(none.GetVariance("X")), value => Assert.True(double.IsNaN(value)));
        Assert.Equal(all, none.Merge(all));
        Assert.Equal(all.GetHashCode(), all.Merge(none).GetHashCode());
        Assert.NotEqual(all, none);
    }

    [Fact]
    public void Merge_LeavesItsPartsAsTheyAre()
    {
        MemoryView view = new(MemoryColumn.Vectors("X", TestRows.Create<float>(5, 12), [3, 4]));
        BatchNormTransformer transformer = _ml.Transforms.NormalizeBatch("Y", "X", Exact()).Fit(view);
        byte[] before = StatisticsData.Save(transformer.Statistics!);
        transformer.Statistics!.Merge(transformer.Statistics);
        _ml.Transforms.NormalizeBatch("Y", "X", Exact()).Fit(view, transformer);
        Assert.Equal(before, StatisticsData.Save(transformer.Statistics));
    }

    private static Options Exact(NonFiniteHandling nonFinite = NonFiniteHandling.Throw) =>
        new() { Statistics = BatchNormStatistics.Exact, NonFinite = nonFinite };

    private static void AssertResults(ExactMomentsCase exact, BatchNormTransformer transformer)
    {
        ChannelStatistics statistics = transformer.Statistics!;
        Assert.Equal(exact.Mean64, statistics.GetMean("X").Select(ExactMomentsCase.BitsOf));
        Assert.Equal(exact.Variance64, statistics.GetVariance("X").Select(ExactMomentsCase.BitsOf));
        Assert.Equal(exact.Mean32, transformer.Parameters[0].RunningMean.Select(ExactMomentsCase.BitsOf));
        Assert.Equal(exact.Variance32, transformer.Parameters[0].RunningVariance.Select(ExactMomentsCase.BitsOf));
    }

    private BatchNormTransformer Fit(IDataView view, NonFiniteHandling nonFinite) => _ml.Transforms.NormalizeBatch("Y", "X", Exact(nonFinite)).Fit(view);
}

using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetBatchNorm.Tests.Views;
using Options = MlNetBatchNorm.BatchNormEstimator.Options;

namespace MlNetBatchNorm.Tests.Statistics;

/// <summary>Statistics that can't be merged or fitted from, and rows that can't be collected.</summary>
public sealed class StatisticsErrorTests
{
    private const string NotMergeable = "This estimator learns running statistics, which depend on the order of the batches, so they cannot be ";

    private readonly MLContext _ml = new();

    [Fact]
    public void Merge_OfOtherStatistics_NamesTheFirstDifference()
    {
        ChannelStatistics mine = Collect(View<float>("X", 3, 4));
        AssertDiffer(mine, Collect(View<float>("Z", 3, 4), "Z"), "columns", "X", "Z");
        AssertDiffer(mine, Collect(View<double>("X", 3, 4)), "item type of input column 'X'", "Single", "Double");
        AssertDiffer(mine, Collect(View<float>("X", 3, 5)), "dimensions of input column 'X'", "3x4", "3x5");
        AssertDiffer(mine, Collect(View<float>("X", 3, 4), options: new() { Layout = ChannelLayout.ChannelsLast }),
            "channels of input column 'X'", "3 (channels first)", "4 (channels last)");
        AssertDiffer(mine, Collect(View<float>("X", 3, 4), options: new() { NonFinite = NonFiniteHandling.SkipRow }), "NonFinite", "Throw", "SkipRow");
        AssertDiffer(Collect(Images()), Collect(Images(), options: new() { ImageChannels = ImageChannels.Bgr }),
            "image channels of input column 'X'", "Rgb", "Bgr");
        AssertDiffer(Collect(View<float>("X", 2), shard: new("a", 0, 3)), Collect(View<float>("X", 2), shard: new("b", 1, 3)),
            "plan", "3 shards of 'a'", "3 shards of 'b'");
        AssertDiffer(Collect(View<float>("X", 2), shard: new("a", 0, 3)), Collect(View<float>("X", 2), shard: new("a", 1, 4)),
            "plan", "3 shards of 'a'", "4 shards of 'a'");
    }

    [Fact]
    public void Merge_OfAShardTwice_NamesIt()
    {
        ChannelStatistics[] shards = [.. Enumerable.Range(0, 4).Select(index => Collect(View<float>("X", 2), shard: new("photos", index, 4)))];
        ErrorText.IsOfParameter("other",
            "The statistics cannot be merged, because shard 2 of 4 of 'photos' would be counted twice. Leave one of the two out.",
            () => shards[2].Merge(shards[1]).Merge(shards[3].Merge(shards[2])));
        ErrorText.IsOfParameter("parts",
            "The statistics cannot be merged, because shard 0 of 4 of 'photos' would be counted twice. Leave one of the two out.",
            () => ChannelStatistics.Merge(shards.Append(shards[0])));
    }

    [Fact]
    public void Merge_OfAList_NamesThePart()
    {
        ChannelStatistics mine = Collect(View<float>("X", 3, 4));
        ErrorText.IsOfParameter("parts",
            "Part 2 (counted from 0) cannot be merged because of different columns: X before, Z now. Merge statistics that were collected from the " +
            "same columns with the same options and plan.", () => ChannelStatistics.Merge([mine, mine, Collect(View<float>("Z", 3, 4), "Z")]));
        ErrorText.IsOfParameter("parts", "Part 1 (counted from 0) must be statistics, but is null.", () => ChannelStatistics.Merge([mine, null!]));
        ErrorText.IsOfParameter("parts", "parts must hold at least one part, but is empty.", () => ChannelStatistics.Merge([]));
        Assert.Throws<ArgumentNullException>("parts", () => ChannelStatistics.Merge(null!));
        Assert.Throws<ArgumentNullException>("other", () => mine.Merge(null!));
    }

    [Fact]
    public void Merge_OfMoreRowsThanALongCounts_SaysSo()
    {
        ChannelStatistics statistics = Collect(View<float>("X", 3, 4));
        ErrorText.IsOfData("The merged statistics would have more than 9223372036854775807 rows. Check that no part was merged again and again.", () =>
        {
            for (int i = 0; i < 64; i++)
                statistics = statistics.Merge(statistics);
        });
        Assert.Equal(6L << 60, statistics.Rows);
    }

    [Fact]
    public void Fit_OfStatisticsWithMissingShards_ListsThem()
    {
        ChannelStatistics[] shards = [.. Enumerable.Range(0, 12).Select(index => Collect(View<float>("X", 2), shard: new("photos", index, 12)))];
        ChannelStatistics some = ChannelStatistics.Merge([shards[11], shards[2], shards[1], shards[6]]);
        Assert.Equal([0, 3, 4, 5, 7, 8, 9, 10], some.MissingShards);
        ErrorText.IsOfParameter("statistics",
            "The statistics are not complete: of the 12 shards of 'photos', these are missing: 0,3-5,7-10. Collect and merge them first.",
            () => Estimator().Fit(some));
    }

    [Fact]
    public void Fit_OfOtherStatistics_NamesTheFirstDifference()
    {
        ChannelStatistics statistics = Collect(View<float>("X", 3, 4));
        AssertUnfit(statistics, Estimator(new() { Layout = ChannelLayout.ChannelsLast }), "channels of input column 'X'", "3 (channels first)", "4 (channels last)");
        AssertUnfit(statistics, Estimator(new() { NonFinite = NonFiniteHandling.Propagate }), "NonFinite", "Throw", "Propagate");
        AssertUnfit(Collect(Images()), Estimator(new() { ImageChannels = ImageChannels.Gray }), "dimensions of input column 'X'", "3x2x2", "1x2x2");
        AssertUnfit(Collect(Images()), Estimator(new() { ImageChannels = ImageChannels.Bgr }), "image channels of input column 'X'", "Rgb", "Bgr");
        ErrorText.IsOfColumn("Input column 'Z' was not found. The columns are: X.", () => Estimator(input: "Z").Fit(statistics));

        MemoryView two = new(MemoryColumn.Vectors("X", TestRows.Create<float>(3, 2), [2]), MemoryColumn.Vectors("Z", TestRows.Create<float>(3, 2), [2]));
        ChannelStatistics both = _ml.Transforms.NormalizeBatch([new("X"), new("Z")], new Options { Statistics = BatchNormStatistics.Exact }).CollectStatistics(two);
        AssertUnfit(both, Estimator(), "columns", "X, Z", "X");
    }

    [Fact]
    public void Fit_OfStatisticsWithoutRows_SaysSo()
    {
        ErrorText.IsOfData("The statistics have no rows, so there is nothing to fit on. Check the source.",
            () => Estimator().Fit(Collect(new MemoryView(MemoryColumn.Empty<float>("X", 3)))));
        MemoryView bad = new(MemoryColumn.Vectors<float>("X", [[float.NaN], [float.NaN]], [1]));
        Options skip = new() { NonFinite = NonFiniteHandling.SkipRow };
        ErrorText.IsOfData(
            "The statistics have no rows: all 2 were left out, because of a NaN or an infinity or because they cannot be read, so there is nothing to fit " +
            "on. Check the source, or the options.", () => Estimator(skip).Fit(Collect(bad, options: skip)));
        ErrorText.IsOfData("Input column 'X' has 1 value per channel in all, and one value has no variance. Fit on more rows.",
            () => Estimator().Fit(Collect(new MemoryView(MemoryColumn.Vectors<float>("X", [[1]], [1])))));
        Assert.Throws<ArgumentNullException>("statistics", () => Estimator().Fit((ChannelStatistics)null!));
    }

    [Fact]
    public void CollectStatistics_OfRunningOnes_SaysThatTheyDoNotMerge()
    {
        ChannelStatistics statistics = Collect(View<float>("X", 3, 4));
        foreach (BatchNormEstimator running in (BatchNormEstimator[])
            [_ml.Transforms.NormalizeBatch("Y", "X"), _ml.Transforms.NormalizeBatch("Y", "X", momentum: null), _ml.Transforms.NormalizeBatch("Y", "X", trackRunningStats: false)])
        {
            ErrorText.IsOfData(NotMergeable + "collected in parts. Set Statistics to Exact.", () => running.CollectStatistics(View<float>("X", 3, 4)));
            ErrorText.IsOfData(NotMergeable + "fitted from merged statistics. Set Statistics to Exact.", () => running.Fit(statistics));
        }

        BatchNormEstimator known = _ml.Transforms.NormalizeChannels("Y", "X", [0, 0, 0], [1, 1, 1]);
        ErrorText.IsOfData(
            "This estimator has its parameters already and does not learn, so no statistics are collected. Make one that learns with NormalizeBatch.",
            () => known.CollectStatistics(View<float>("X", 3, 4)));
        ErrorText.IsOfData(
            "This estimator has its parameters already and does not learn, so it cannot be fitted from statistics. Make one that learns with NormalizeBatch.",
            () => known.Fit(statistics));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void CollectStatistics_OfRowThatIsNotFinite_NamesTheFirst(int threads)
    {
        float[][] rows = TestRows.Create<float>(40, 4);
        rows[17][3] = float.NaN;
        rows[18][0] = float.NaN;
        rows[31][2] = float.PositiveInfinity;
        MemoryView view = new(MemoryColumn.Vectors("X", rows, [4]));
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(
            () => Estimator(new() { MaxDegreeOfParallelism = threads }).CollectStatistics(view));
        Assert.StartsWith("Input column 'X' has a NaN or an infinity in row 17 (counted from 0), channel 3.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CollectStatistics_WithoutRowsOrOfNoShard_Throws()
    {
        Assert.Throws<ArgumentNullException>("rows", () => Estimator().CollectStatistics(null!));
        ErrorText.IsOfParameter("Index", "Index must be from 0 to Count - 1 = 3, because shards are counted from 0, but is 4.", () => _ = new Shard("a", 4, 4));
        ErrorText.IsOfParameter("Index", "Index must be from 0 to Count - 1 = 3, because shards are counted from 0, but is -1.", () => _ = new Shard("a", -1, 4));
        ErrorText.IsOfParameter("Count", "Count must be 1 or more, but is 0.", () => _ = new Shard("a", 0, 0));
        ErrorText.IsOfParameter("Plan", "Plan must name a data set, but is ' '.", () => _ = new Shard(" ", 0, 1));
        ErrorText.IsOfParameter("Plan", "Plan must name a data set, but is null.", () => _ = new Shard(null!, 0, 1));
        ErrorText.IsOfParameter("Index", "Index must be from 0 to Count - 1 = 1, because shards are counted from 0, but is 2.",
            () => Estimator().CollectStatistics(View<float>("X", 3), new Shard("a", 2, 3) with { Count = 2 }));
        Assert.Equal("shard 2 of 3 of 'a'", new Shard("a", 2, 3).ToString());
    }

    private static MemoryView View<T>(string name, params int[] dimensions) where T : unmanaged => new(
        MemoryColumn.Vectors(name, TestRows.Create<T>(6, dimensions.Aggregate((product, dimension) => product * dimension)), dimensions));

    private static MemoryView Images() => new(MemoryColumn.Create("X", new ImageDataViewType(2, 2),
        [MLImage.CreateFromPixels(2, 2, MLPixelFormat.Bgra32, new byte[16]), MLImage.CreateFromPixels(2, 2, MLPixelFormat.Bgra32, new byte[16])]));

    private static void AssertDiffer(ChannelStatistics mine, ChannelStatistics other, string what, string before, string now) =>
        ErrorText.IsOfParameter("other",
            $"The other statistics cannot be merged because of different {what}: {before} before, {now} now. Merge statistics that were collected " +
            "from the same columns with the same options and plan.", () => mine.Merge(other));

    private static void AssertUnfit(ChannelStatistics statistics, BatchNormEstimator estimator, string what, string before, string now) =>
        ErrorText.IsOfParameter("statistics",
            $"The statistics were collected with other {what}: {before} there, {now} in this estimator. Fit with the columns and options that they " +
            "were collected with.", () => estimator.Fit(statistics));

    private BatchNormEstimator Estimator(Options? options = null, string input = "X") => _ml.Transforms.NormalizeBatch("Y", input, new Options
    {
        Statistics = BatchNormStatistics.Exact,
        Layout = options?.Layout ?? ChannelLayout.Auto,
        NonFinite = options?.NonFinite ?? NonFiniteHandling.Throw,
        ImageChannels = options?.ImageChannels ?? ImageChannels.Rgb,
        MaxDegreeOfParallelism = options?.MaxDegreeOfParallelism,
    });

    private ChannelStatistics Collect(IDataView view, string input = "X", Options? options = null, Shard? shard = null) =>
        Estimator(options, input).CollectStatistics(view, shard);
}

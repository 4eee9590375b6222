using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetBatchNorm.Tests.Views;
using Options = MlNetBatchNorm.BatchNormEstimator.Options;

namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>Faults that only the rows show, while fitting. Nothing is left open after any of them.</summary>
public sealed class FitErrorTests
{
    private readonly MLContext _ml = new();

    public static TheoryData<int> Threads => [1, 2, 5];

    [Theory]
    [InlineData(BatchNormStatistics.Running)]
    [InlineData(BatchNormStatistics.Exact)]
    public void Fit_OnNoRows_SaysSo(BatchNormStatistics statistics) => AssertFit(
        "The data view has no rows, so there is nothing to fit column 'X' on. Check the source, or the options.",
        new(MemoryColumn.Empty<float>("X", 3)), new() { Statistics = statistics });

    [Fact]
    public void Fit_WhereLastBatchHasOneRow_NamesTheBatch() => AssertFit(
        "Input column 'X': the batch that begins at row 8 (counted from 0) has one value per channel, and one value has no variance. " +
        "To preprocess data, set Statistics to Exact, which has no batches. To keep running statistics, choose another BatchSize (2 or more), or set " +
        "DropLastBatch to leave a short last batch out.",
        View(TestRows.Create<float>(9, 3)), new() { BatchSize = 4 });

    [Fact]
    public void Fit_OnBatchesOfOneRow_NamesTheFirst() => AssertFit(
        "Input column 'X': the batch that begins at row 0 (counted from 0) has one value per channel, and one value has no variance. " +
        "To preprocess data, set Statistics to Exact, which has no batches. To keep running statistics, choose another BatchSize (2 or more), or set " +
        "DropLastBatch to leave a short last batch out.",
        View(TestRows.Create<float>(4, 3)), new() { BatchSize = 1 });

    [Fact]
    public void Fit_OnExactStatisticsOfOneRow_SaysSo() => AssertFit(
        "Input column 'X' has 1 value per channel in all, and one value has no variance. Fit on more rows.",
        View(TestRows.Create<float>(1, 3)), new() { Statistics = BatchNormStatistics.Exact });

    [Fact]
    public void Fit_WhereDropLastBatchLeavesNothing_SaysSo() => AssertFit(
        "The data view has 5 rows, fewer than BatchSize 8, and DropLastBatch leaves them out, so there is nothing to fit column 'X' on. " +
        "Check the source, or the options.",
        View(TestRows.Create<float>(5, 3)), new() { BatchSize = 8, DropLastBatch = true });

    [Fact]
    public void Fit_WhereSkippingAndDropLastBatchLeaveNothing_CountsBoth()
    {
        float[][] rows = TestRows.Create<float>(9, 3);
        rows[2][1] = rows[5][0] = float.NaN;
        AssertFit(
            "The data view has 9 rows, of which 2 have a NaN or an infinity and were left out; the other 7 are fewer than BatchSize 8, and " +
            "DropLastBatch leaves them out, so there is nothing to fit column 'X' on. Check the source, or the options.",
            View(rows), new() { BatchSize = 8, DropLastBatch = true, NonFinite = NonFiniteHandling.SkipRow });
    }

    [Fact]
    public void Fit_WhereAllRowsAreSkipped_SaysSo() => AssertFit(
        "All 3 rows of the data view have a NaN or an infinity and were left out, so there is nothing to fit column 'X' on. " +
        "Check the source, or the options.",
        View([[float.NaN, 1, 1], [1, float.PositiveInfinity, 1], [1, 1, float.NegativeInfinity]]), new() { NonFinite = NonFiniteHandling.SkipRow });

    /// <summary>Whichever value it is, in the vectors' whole part or in the rest, first or last of its channel: it is found.</summary>
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Fit_WhereOneValueIsNotFinite_NamesRowAndChannel(float value)
    {
        const int channels = 3;
        const int spatial = 37;
        foreach (ChannelLayout layout in (ChannelLayout[])[ChannelLayout.ChannelsFirst, ChannelLayout.ChannelsLast])
        {
            for (int i = 0; i < channels * spatial; i++)
            {
                float[][] rows = TestRows.Create<float>(5, channels * spatial);
                rows[3][i] = value;
                int channel = layout == ChannelLayout.ChannelsFirst ? i / spatial : i % channels;
                AssertFit(NonFinite(row: 3, channel), View(rows, channels * spatial),
                    new() { NumFeatures = channels, Layout = layout, MaxDegreeOfParallelism = 1 });
            }
        }
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void Fit_WhereSeveralRowsAreNotFinite_NamesTheFirstRow(int threads)
    {
        float[][] rows = TestRows.Create<float>(40, 3);
        rows[35][0] = rows[23][2] = rows[24][1] = float.NaN;
        AssertFit(NonFinite(row: 23, channel: 2), View(rows), new() { MaxDegreeOfParallelism = threads });
    }

    [Fact]
    public void Fit_WhereOneOfSeveralColumnsIsNotFinite_NamesTheColumn()
    {
        float[][] rows = TestRows.Create<float>(4, 3);
        rows[1][0] = float.NaN;
        MemoryView view = new(MemoryColumn.Vectors("A", TestRows.Create<float>(4, 3), [3]), MemoryColumn.Vectors("X", rows, [3]));
        ErrorText.IsOfData(NonFinite(row: 1, channel: 0), () => _ml.Transforms.NormalizeBatch([new("B", "A"), new("Y", "X")]).Fit(view));
    }

    [Fact]
    public void Fit_OnDoublesTooFarApart_SaysSo()
    {
        double[][] rows = [[1, 1e200, 2], [1, -1e200, 2]];
        AssertFit(
            "Input column 'X' has a NaN or an infinity, or values too far apart to be squared, in row 1 (counted from 0), channel 1. Fix or " +
            "filter the data, or set NonFinite to SkipRow to leave such rows out, to IgnoreValue to leave such values out, or to Propagate to let them into the statistics.",
            new(MemoryColumn.Vectors("X", [[1, 1, 1, 1], [1, 1, 1e200, 3]], [2, 2])), new());
        AssertFit(
            "Input column 'X': the statistics of channel 1 are larger than a double holds (mean 0, variance Infinity). Scale the column down before.",
            new(MemoryColumn.Vectors("X", rows, [3])), new() { Momentum = null });
    }

    [Fact]
    public void Fit_WhereScaleOverflows_NamesTheChannel() => AssertFit(
        "Input column 'X': the weight of channel 1 divided by its deviation is more than a float holds. Set Epsilon above 0, or a smaller Weight.",
        View([[1, 0, 2], [2, 1e-15f, 4]]), new() { Epsilon = 0, Momentum = null, Weight = [1, 1e30f, 1] });

    [Theory]
    [MemberData(nameof(Threads))]
    public void Fit_OnViewThatLiesAboutItsVectorLength_NamesTheRow(int threads)
    {
        float[][] rows = TestRows.Create<float>(9, 3);
        rows[5] = [1, 2];
        AssertFit(
            "Input column 'X' has 2 values in row 5 (counted from 0), but its type says 3. Check the transform or loader that makes the column.",
            View(rows), new() { MaxDegreeOfParallelism = threads });
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void Fit_OnImageOfOtherSizeThanItsType_NamesTheRow(int threads)
    {
        MLImage[] images = [.. Enumerable.Range(0, 9).Select(row => Image(row == 6 ? 5 : 6, 4))];
        AssertFit(
            "Input column 'X' has an image of 4x5 (height x width) in row 6 (counted from 0), but its type says 4x6. Put ResizeImages before.",
            new(MemoryColumn.Create("X", new ImageDataViewType(4, 6), images)), new() { MaxDegreeOfParallelism = threads });
    }

    /// <summary>An error of the source's own comes through as it is.</summary>
    [Theory]
    [MemberData(nameof(Threads))]
    public void Fit_WhereTheSourceThrows_ThrowsTheSame(int threads)
    {
        var own = new IOException("the disk is gone");
        MemoryView view = new(MemoryColumn.Vectors("X", TestRows.Create<float>(9, 3), [3])) { OnRow = row => ThrowAt(row, 5, own) };
        Exception thrown = Assert.Throws<IOException>(() =>
            _ml.Transforms.NormalizeBatch("Y", "X", new Options { MaxDegreeOfParallelism = threads }).Fit(view));
        Assert.Same(own, thrown);
        Assert.Equal(0, view.OpenCursors);
    }

    private static void ThrowAt(long row, long last, Exception exception)
    {
        if (row == last)
            throw exception;
    }

    private static string NonFinite(int row, int channel) =>
        $"Input column 'X' has a NaN or an infinity in row {row} (counted from 0), channel {channel}. Fix or filter the data, or set NonFinite to " +
        "SkipRow to leave such rows out, to IgnoreValue to leave such values out, or to Propagate to let them into the statistics.";

    private void AssertFit(string expected, MemoryView view, Options options)
    {
        ErrorText.IsOfData(expected, () => _ml.Transforms.NormalizeBatch("Y", "X", options).Fit(view));
        Assert.Equal(0, view.OpenCursors);
    }

    private static MemoryView View(float[][] rows, int size = 3) => new(MemoryColumn.Vectors("X", rows, [size]));

    private static MLImage Image(int width, int height) =>
        MLImage.CreateFromPixels(width, height, MLPixelFormat.Bgra32, new byte[width * height * 4]);
}

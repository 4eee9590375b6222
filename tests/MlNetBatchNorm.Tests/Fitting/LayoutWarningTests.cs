using System.Numerics;
using Microsoft.ML;
using Options = MlNetBatchNorm.BatchNormEstimator.Options;

namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>Where a column could be read in two ways, and nobody said in which, the log names both.</summary>
public sealed class LayoutWarningTests
{
    private const string Interleaved =
        "Column 'X': the 6075 values are read channels first: 2025 of channel 0, then those of the next. Pixels that are interleaved have channels last: " +
        "value i is of channel i % 3. Set Layout to ChannelsFirst or ChannelsLast.";

    private readonly MLContext _ml = new();

    [Fact]
    public void NormalizeChannels_OfFlatPixelsByAPreset_NamesBothReadings()
    {
        Assert.Equal([Interleaved], Warnings(
            _ml.Transforms.NormalizeChannels("Y", "X", ImageNormalization.ImageNet), ColumnValues.View(_ml, Rows<byte>(45 * 45 * 3), 45 * 45 * 3)));
        Assert.Equal([Interleaved], Warnings(
            _ml.Transforms.NormalizeChannels("Y", "X", [120f, 110, 100], [60f, 60, 60]), ColumnValues.View(_ml, Rows<float>(45 * 45 * 3), 45 * 45 * 3)));
        Assert.Empty(Warnings(
            _ml.Transforms.NormalizeChannels("Y", "X", ImageNormalization.ImageNet, ChannelLayout.ChannelsLast), ColumnValues.View(_ml, Rows<byte>(6075), 6075)));
        Assert.Empty(Warnings(
            _ml.Transforms.NormalizeChannels("Y", "X", ImageNormalization.ImageNet, ChannelLayout.ChannelsFirst), ColumnValues.View(_ml, Rows<byte>(6075), 6075)));
        Assert.Empty(Warnings(
            _ml.Transforms.NormalizeChannels("Y", "X", ImageNormalization.ImageNet), ColumnValues.View(_ml, Rows<byte>(6075), 45, 45, 3)));
        Assert.Empty(Warnings(_ml.Transforms.NormalizeChannels("Y", "X", [1f, 2, 3], [1f, 1, 1]), ColumnValues.View(_ml, Rows<float>(3), 3)));
    }

    [Theory]
    [InlineData(BatchNormStatistics.Running)]
    [InlineData(BatchNormStatistics.Exact)]
    public void NormalizeBatch_OfFlatPixels_NamesBothReadings(BatchNormStatistics statistics)
    {
        IDataView view = ColumnValues.View(_ml, Rows<byte>(6075), 6075);
        var options = new Options { NumFeatures = 3, Statistics = statistics, Momentum = null };
        Assert.Equal([Interleaved], Warnings(_ml.Transforms.NormalizeBatch("Y", "X", options), view));
        Assert.Empty(Warnings(_ml.Transforms.NormalizeBatch("Y", "X", options with { Layout = ChannelLayout.ChannelsLast }), view));
        Assert.Empty(Warnings(_ml.Transforms.NormalizeBatch("Y", "X", options with { Layout = ChannelLayout.ChannelsFirst }), view));
        Assert.Empty(Warnings(_ml.Transforms.NormalizeBatch("Y", "X", options with { NumFeatures = 5 }), view));
        Assert.Equal(
            ["Column 'X': the 12 values are read channels first: 3 of channel 0, then those of the next. Pixels that are interleaved have channels last: value i " +
                "is of channel i % 4. Set Layout to ChannelsFirst or ChannelsLast."],
            Warnings(_ml.Transforms.NormalizeBatch("Y", "X", options with { NumFeatures = 4 }), ColumnValues.View(_ml, Rows<float>(12), 12)));
    }

    /// <summary>Auto looks for an image, whose channels are few.</summary>
    [Theory]
    [InlineData("512x1x1 is read channels last, as an image: 1 channel of 512 values. Pooled feature maps have channels first: 512 channels of 1 value.", 512, 1, 1)]
    [InlineData("64x2x2 is read channels last, as an image: 2 channels of 128 values. Pooled feature maps have channels first: 64 channels of 4 values.", 64, 2, 2)]
    [InlineData("1x1x512 is read channels first, as an image: 1 channel of 512 values. Pooled feature maps have channels last: 512 channels of 1 value.", 1, 1, 512)]
    public void NormalizeBatch_OfPooledMaps_NamesBothReadings(string readings, int first, int middle, int last)
    {
        IDataView view = ColumnValues.View(_ml, Rows<float>(first * middle * last), first, middle, last);
        var options = new Options { Momentum = null };
        Assert.Equal([$"Column 'X' of {readings} Set Layout to ChannelsFirst or ChannelsLast."], Warnings(_ml.Transforms.NormalizeBatch("Y", "X", options), view));
        Assert.Empty(Warnings(_ml.Transforms.NormalizeBatch("Y", "X", options with { Layout = ChannelLayout.ChannelsFirst }), view));
        Assert.Empty(Warnings(_ml.Transforms.NormalizeBatch("Y", "X", options with { Layout = ChannelLayout.ChannelsLast }), view));
        Assert.Empty(Warnings(_ml.Transforms.NormalizeBatch("Y", "X", options with { NumFeatures = Math.Max(first, last) }), view));
    }

    [Theory]
    [InlineData(3, 32, 32)]
    [InlineData(32, 32, 3)]
    [InlineData(512, 7, 7)]
    [InlineData(3, 5, 3)]
    [InlineData(100, 2, 3)]
    [InlineData(3, 1, 100)]
    public void NormalizeBatch_OfImagesAndMaps_WarnsOfNothing(int first, int middle, int last)
    {
        ChannelLayout layout = first == last ? ChannelLayout.ChannelsFirst : ChannelLayout.Auto;
        Assert.Empty(Warnings(
            _ml.Transforms.NormalizeBatch("Y", "X", new Options { Momentum = null, Layout = layout }),
            ColumnValues.View(_ml, Rows<float>(first * middle * last), first, middle, last)));
    }

    private static T[][] Rows<T>(int size) where T : INumber<T>
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, 2).Select(_ => Enumerable.Range(0, size).Select(_ => T.CreateChecked(random.Next(1, 250))).ToArray())];
    }

    private IReadOnlyList<string> Warnings(BatchNormEstimator estimator, IDataView view)
    {
        var log = new LogRecorder(_ml);
        estimator.Fit(view);
        return [.. log.Warnings.Where(warning => warning.Contains(" read channels ", StringComparison.Ordinal))];
    }
}

using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Tests.Rows;
using Options = MlNetBatchNorm.BatchNormEstimator.Options;

namespace MlNetBatchNorm.Tests.Columns;

/// <summary>Statistics of images know which channel is which, wherever they go, and other images are read in that order.</summary>
public sealed class ChannelOrderTests
{
    private readonly MLContext _ml = new();

    public static TheoryData<ImageChannels> Orders() => [.. Enum.GetValues<ImageChannels>()];

    /// <summary>Of red 10 and 30, green 50 and 52, blue 200 and 206: mean 20, 51, 203 and variance 200, 2, 18.</summary>
    [Fact]
    public void NormalizeBatch_ByParametersOfBgrImages_ReadsBlueFirst()
    {
        IDataView images = Images([10, 50, 200, 255, 30, 52, 206, 255]);
        BatchNormParameters learned = _ml.Transforms.NormalizeBatch("Y", "Image",
            new Options { Statistics = BatchNormStatistics.Exact, ImageChannels = ImageChannels.Bgr, Epsilon = 0 }).Fit(images).Parameters[0];
        Assert.Equal([203, 51, 20], learned.RunningMean);
        Assert.Equal([18, 2, 200], learned.RunningVariance);

        float[] actual = ColumnValues.Read(_ml.Transforms.NormalizeBatch("Y", "Image", learned).Fit(images).Transform(images), "Y")[0];
        double root = Math.Sqrt(0.5);
        Close.AssertRelative([-root, root, -root, root, -root, root], [.. actual.Select(value => (double)value)], 1e-6);
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void Order_OfAFit_StaysWithItsParametersAndStatistics(ImageChannels order)
    {
        IDataView images = ImageColumns.View(ImageColumns.Random(5, 4, 3));
        BatchNormTransformer fitted = Exact(order).Fit(images);
        BatchNormParameters parameters = fitted.Parameters[0];
        float[][] expected = ColumnValues.Read(fitted.Transform(images), "Y");

        Assert.Equal(order, parameters.ImageChannels);
        Assert.Equal(order, fitted.Statistics!.GetImageChannels("Image"));
        Assert.Equal(order, Reloaded(fitted.Statistics).GetImageChannels("Image"));
        Assert.Equal(parameters, Models.Reload(_ml, fitted).Parameters[0]);
        Assert.Equal(parameters, BatchNormParameters.FromJson(parameters.ToJson()));
        Assert.Equal(order, new BatchNormLayer(parameters).ToParameters().ImageChannels);
        Assert.Equal(parameters, Exact(order).Fit(fitted.Statistics).Parameters[0]);
        Assert.Equal(order, Exact(order).Fit(images, fitted).Parameters[0].ImageChannels);
        BatchNormTransformer applied = _ml.Transforms.NormalizeBatch("Y", "Image", BatchNormParameters.FromJson(parameters.ToJson())).Fit(images);
        Assert.Equal(parameters, applied.Parameters[0]);
        Bits.AssertEqual(expected, ColumnValues.Read(applied.Transform(images), "Y"));
        Assert.Equal(order, _ml.Transforms.NormalizeBatch("Y", "Image", new Options { ImageChannels = order }).Fit(images).Parameters[0].ImageChannels);
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void Order_OfKnownStatistics_IsThatOfTheImagesRead(ImageChannels order)
    {
        IDataView images = ImageColumns.View(ImageColumns.Random(2, 4, 3));
        float[] mean = [.. Enumerable.Range(0, Channels(order)).Select(c => 10f + c)];
        float[] deviation = [.. mean.Select(value => value / 2)];

        Assert.Equal(order, _ml.Transforms.NormalizeChannels("Y", "Image", mean, deviation, imageChannels: order).Fit(images).Parameters[0].ImageChannels);
        Assert.Equal(order,
            _ml.Transforms.NormalizeChannels("Y", "Image", new ImageNormalization(mean, deviation, order)).Fit(images).Parameters[0].ImageChannels);
        Assert.Equal(order,
            _ml.Transforms.NormalizeBatch("Y", "Image", new BatchNormParameters(mean, deviation, imageChannels: order)).Fit(images).Parameters[0].ImageChannels);
        Assert.Equal(order,
            _ml.Transforms.NormalizeBatch("Y", "Image", new BatchNormParameters(mean, deviation), order).Fit(images).Parameters[0].ImageChannels);
    }

    [Theory]
    [InlineData(1, ImageChannels.Gray)]
    [InlineData(3, ImageChannels.Rgb)]
    [InlineData(4, ImageChannels.Rgba)]
    public void NormalizeBatch_ByParametersOfUnknownOrder_ReadsAsNormalizeChannelsDoes(int channels, ImageChannels order)
    {
        IDataView images = ImageColumns.View(ImageColumns.Random(2, 4, 3));
        float[] ones = [.. Enumerable.Repeat(1f, channels)];
        BatchNormTransformer known = _ml.Transforms.NormalizeBatch("Y", "Image", new BatchNormParameters(ones, ones, epsilon: 0)).Fit(images);

        Assert.Equal(order, known.Parameters[0].ImageChannels);
        Bits.AssertEqual(
            ColumnValues.Read(_ml.Transforms.NormalizeChannels("Y", "Image", ones, ones).Fit(images).Transform(images), "Y"),
            ColumnValues.Read(known.Transform(images), "Y"));
    }

    [Fact]
    public void Order_OfNumbers_IsNull()
    {
        IDataView numbers = ColumnValues.View(_ml, RandomRows.Singles(4, 75), 3, 5, 5);
        var options = new Options { Statistics = BatchNormStatistics.Exact, ImageChannels = ImageChannels.Bgr };
        BatchNormTransformer fitted = _ml.Transforms.NormalizeBatch("Y", "X", options).Fit(numbers);
        Assert.Null(fitted.Parameters[0].ImageChannels);
        Assert.Null(fitted.Statistics!.GetImageChannels("X"));
        Assert.DoesNotContain("imageChannels", fitted.Parameters[0].ToJson(), StringComparison.Ordinal);
        Assert.Null(_ml.Transforms.NormalizeChannels("Y", "X", ImageNormalization.CaffeBgr).Fit(numbers).Parameters[0].ImageChannels);
        Assert.Null(new BatchNormParameters([1], [1]).ImageChannels);
        IDataView images = ImageColumns.View(ImageColumns.Random(2, 4, 3));
        Assert.Null(Exact(ImageChannels.Bgr).Fit(images).CreateInverse().Parameters[0].ImageChannels);
    }

    [Fact]
    public void Order_ThatContradictsAnother_IsRefused()
    {
        IDataView images = ImageColumns.View(ImageColumns.Random(3, 4, 3));
        BatchNormTransformer bgr = Exact(ImageChannels.Bgr).Fit(images);
        ErrorText.IsOfParameter("imageChannels",
            "imageChannels is Rgb, but the parameters are those of Bgr images. Leave imageChannels out, or give parameters in that order.",
            () => _ml.Transforms.NormalizeBatch("Y", "Image", bgr.Parameters[0], ImageChannels.Rgb));
        ErrorText.IsOfParameter("imageChannels", "imageChannels must be one of Rgb, Bgr, Rgba, Bgra, Gray, but is 77.",
            () => _ml.Transforms.NormalizeBatch("Y", "Image", new BatchNormParameters([1], [1]), (ImageChannels)77));
        ErrorText.IsOfParameter("statistics",
            "The statistics were collected with other image channels of input column 'Image': Bgr there, Rgb in this estimator. Fit with the columns and " +
            "options that they were collected with.", () => Exact(ImageChannels.Rgb).Fit(bgr.Statistics!));
        ErrorText.IsOfParameter("previous",
            "The previous transformer was fitted with other image channels of input column 'Image': Bgr before, Rgb now. Go on with the columns and options " +
            "of the first fit, or fit anew without a previous transformer.", () => Exact(ImageChannels.Rgb).Fit(images, bgr));
        ErrorText.IsOfParameter("other",
            "The other statistics cannot be merged because of different image channels of input column 'Image': Rgb before, Bgr now. Merge statistics that " +
            "were collected from the same columns with the same options and plan.",
            () => Exact(ImageChannels.Rgb).Fit(images).Statistics!.Merge(bgr.Statistics!));
    }

    [Fact]
    public void Constructor_WithAnOrderThatCannotBe_SaysSo()
    {
        ErrorText.IsOfParameter("ImageChannels", "ImageChannels must have as many channels as there are means, 3, but Gray has 1.",
            () => _ = new BatchNormParameters([1, 2, 3], [1, 1, 1], imageChannels: ImageChannels.Gray));
        ErrorText.IsOfParameter("ImageChannels", "ImageChannels must be one of Rgb, Bgr, Rgba, Bgra, Gray, but is 77.",
            () => _ = new BatchNormParameters([1, 2, 3], [1, 1, 1], imageChannels: (ImageChannels)77));
        string json = new BatchNormParameters([1, 2, 3], [1, 1, 1], imageChannels: ImageChannels.Bgr).ToJson();
        Assert.EndsWith(""","imageChannels":"Bgr"}""", json, StringComparison.Ordinal);
        foreach (string other in (string[])["\"Bgra\"", "\"Blue\"", "7", "-1"])
            Assert.Throws<JsonException>(() => BatchNormParameters.FromJson(json.Replace("\"Bgr\"", other, StringComparison.Ordinal)));
    }

    [Fact]
    public void EqualityAndText_DependOnTheOrder()
    {
        var rgb = new BatchNormParameters([1, 2, 3], [1, 1, 1], imageChannels: ImageChannels.Rgb);
        var bgr = new BatchNormParameters([1, 2, 3], [1, 1, 1], imageChannels: ImageChannels.Bgr);
        Assert.NotEqual(rgb, bgr);
        Assert.NotEqual(rgb, new BatchNormParameters([1, 2, 3], [1, 1, 1]));
        Assert.Equal(rgb, new BatchNormParameters([1, 2, 3], [1, 1, 1], imageChannels: ImageChannels.Rgb));
        Assert.Equal("3 channels (Bgr), Auto, 0 batches; mean ± deviation: 1 ± 1, 2 ± 1, 3 ± 1", bgr.ToString());

        IDataView images = ImageColumns.View(ImageColumns.Random(3, 4, 3));
        ChannelStatistics statistics = Exact(ImageChannels.Bgr).CollectStatistics(images);
        Assert.NotEqual(statistics, Exact(ImageChannels.Rgb).CollectStatistics(images));
        Assert.True(statistics != Exact(ImageChannels.Rgb).CollectStatistics(images));
        Assert.True(statistics == Exact(ImageChannels.Bgr).CollectStatistics(images));
        Assert.False(statistics == null);
        Assert.True((ChannelStatistics?)null == null);
        Assert.Equal("3 rows of 'Image' (Bgr)", statistics.ToString());
    }

    private static int Channels(ImageChannels order) => order == ImageChannels.Gray ? 1 : order is ImageChannels.Rgb or ImageChannels.Bgr ? 3 : 4;

    private static ChannelStatistics Reloaded(ChannelStatistics statistics)
    {
        using var stream = new MemoryStream();
        statistics.Save(stream);
        stream.Position = 0;
        return ChannelStatistics.Load(stream);
    }

    /// <summary>One image of two pixels.</summary>
    private static IDataView Images(byte[] rgba) => ImageColumns.View([MLImage.CreateFromPixels(2, 1, MLPixelFormat.Rgba32, rgba)]);

    private BatchNormEstimator Exact(ImageChannels order) => _ml.Transforms.NormalizeBatch("Y", "Image",
        new Options { Statistics = BatchNormStatistics.Exact, ImageChannels = order });
}

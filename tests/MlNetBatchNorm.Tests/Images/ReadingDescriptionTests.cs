using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Tests.Persistence;

namespace MlNetBatchNorm.Tests.Images;

/// <summary>Statistics and models hold how their images were read: they merge with those of the same reading alone, under any ML.NET.</summary>
public sealed class ReadingDescriptionTests
{
    private static readonly ImageReading Reading = ImageReading.Stretch(8, 6);

    private readonly MLContext _ml = new();

    [Fact]
    public void Statistics_HoldTheReading_AndNoMlNet()
    {
        ChannelStatistics statistics = Collect(Reading);
        ChannelStatistics loaded = Reload(statistics);
        Assert.Equal("stretched to 8x6, Bilinear, decoded in full, alpha dropped, orientation ignored", loaded.GetImageReading("Image"));
        Assert.Equal(statistics, loaded);
        Assert.Null(loaded.Columns[0].Column.ImagesOfMlNet);
        Assert.Equal(loaded.Rows * 2, loaded.Merge(statistics).Rows);
    }

    [Fact]
    public void Merge_OfOtherReading_NamesBoth() => ErrorText.IsOfParameter("other",
        "The other statistics cannot be merged because of different reading of images of input column 'Image': 'stretched to 8x6, Bilinear, decoded in full, " +
        "alpha dropped, orientation ignored' before, 'stretched to 8x6, Bicubic, decoded in full, alpha dropped, orientation ignored' now. Merge statistics that " +
        "were collected from the same columns with the same options and plan.",
        () => Collect(Reading).Merge(Collect(Reading with { Interpolation = ImageInterpolation.Bicubic })));

    /// <summary>Statistics of a build before ReadImages: its images came from ResizeImages.</summary>
    [Fact]
    public void Merge_OfOlderVersion_SaysThatItsReadingIsNotKnown()
    {
        ChannelStatistics older = ChannelStatistics.Load(GoldenModel.PathOf("images-v1.bnstats"));
        ChannelStatistics now = Collect(ImageReading.Stretch(2, 1), ImageChannels.Bgr);
        Assert.Contains(
            "different reading of images of input column 'Image': not by ReadImages, or by an older version before, 'stretched to 2x1, Bilinear",
            Assert.Throws<ArgumentOutOfRangeException>(() => older.Merge(now)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Model_OfReadImages_ContinuesOnTheSameReadingAlone()
    {
        BatchNormEstimator estimator = Estimator();
        BatchNormTransformer first = estimator.Fit(View(Reading));
        using var stream = new MemoryStream();
        _ml.Model.Save(first, null, stream);
        stream.Position = 0;
        var loaded = (BatchNormTransformer)_ml.Model.Load(stream, out _);
        Assert.Equal(estimator.Fit(View(Reading), first).Parameters[0], estimator.Fit(View(Reading), loaded).Parameters[0]);
        Assert.Equal(first.Parameters[0].RunningMean, estimator.Fit(first.Statistics!).Parameters[0].RunningMean);
        Assert.Contains("other reading of images", Assert.Throws<ArgumentOutOfRangeException>(
            () => estimator.Fit(View(Reading with { Alpha = ImageAlpha.OverWhite }), loaded)).Message, StringComparison.Ordinal);
    }

    /// <summary>Of a picture of 3x2 pixels and one of 40x30, each pixel counts alike; merged in any split, and saved.</summary>
    [Theory]
    [InlineData(ImageChannels.Rgb)]
    [InlineData(ImageChannels.Rgba)]
    [InlineData(ImageChannels.Bgr)]
    public void Statistics_OfOwnSizes_CountEveryPixel(ImageChannels channels)
    {
        byte[][] files = [TestPicture.Bitmap(3, 2), TestPicture.Bitmap(40, 30), TestPicture.Bitmap(1, 1)];
        ChannelStatistics all = Collect(ImageReading.OwnSize, channels, files);
        ChannelStatistics merged = Reload(Collect(ImageReading.OwnSize, channels, files[2])).Merge(Collect(ImageReading.OwnSize, channels, files[..2]));
        Assert.Equal(all, merged);
        Assert.Equal(all, Reload(all));
        Assert.Equal(3, all.Rows);

        // A column of all their pixels, each a row.
        byte[][] pixels = [.. files.SelectMany(file => Pixels(file, channels))];
        Assert.Equal(1207, pixels.Length);
        ChannelStatistics expected = _ml.Transforms.NormalizeBatch("Y", ColumnValues.Input, new BatchNormEstimator.Options { Statistics = BatchNormStatistics.Exact })
            .CollectStatistics(ColumnValues.View(_ml, pixels, pixels[0].Length));
        Assert.Equal(expected.GetMean(ColumnValues.Input), all.GetMean("Image"));
        Assert.Equal(expected.GetVariance(ColumnValues.Input), all.GetVariance("Image"));
    }

    [Fact]
    public void Fit_OnOwnSizes_SaysThatTheSizeMustBeKnown() => Assert.Contains(
        "Input column 'Image' holds images of unknown size, but their size must be known.",
        Assert.Throws<ArgumentOutOfRangeException>(() => Estimator().Fit(View(ImageReading.OwnSize))).Message, StringComparison.Ordinal);

    private IEnumerable<byte[]> Pixels(byte[] file, ImageChannels channels)
    {
        IDataView view = View(ImageReading.OwnSize, file);
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Image"]]);
        MLImage image = null!;
        Assert.True(cursor.MoveNext());
        cursor.GetGetter<MLImage>(view.Schema["Image"])(ref image);
        using MLImage read = image;
        return [.. read.Pixels.ToArray().Chunk(4).Select(pixel => channels switch
        {
            ImageChannels.Rgba => pixel,
            ImageChannels.Bgr => [pixel[2], pixel[1], pixel[0]],
            _ => pixel[..3],
        })];
    }

    private static ChannelStatistics Reload(ChannelStatistics statistics)
    {
        using var stream = new MemoryStream();
        statistics.Save(stream);
        stream.Position = 0;
        return ChannelStatistics.Load(stream);
    }

    private BatchNormEstimator Estimator(ImageChannels channels = ImageChannels.Rgb) =>
        _ml.Transforms.NormalizeBatch("Y", "Image", new BatchNormEstimator.Options { Statistics = BatchNormStatistics.Exact, ImageChannels = channels });

    private ChannelStatistics Collect(ImageReading reading, ImageChannels channels = ImageChannels.Rgb, params byte[][] files) =>
        Estimator(channels).CollectStatistics(View(reading, files));

    private IDataView View(ImageReading reading, params byte[][] files)
    {
        byte[][] rows = files.Length > 0 ? files : [TestPicture.Bitmap(20, 10), TestPicture.Bitmap(8, 6)];
        IDataView view = _ml.Data.LoadFromEnumerable(rows.Select(file => new ReadPixels.EncodedRow { File = file }));
        return _ml.Transforms.ReadImages("Image", "File", reading).Fit(view).Transform(view);
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetBatchNorm.Tests.Rows;

/// <summary>Image columns against ExtractPixels followed by NormalizeBatch: the same bits, learned and applied.</summary>
public sealed class ImageColumnTests
{
    private const int Count = 9;

    public static TheoryData<ImageChannels, bool, int, int> Shapes() => new(
        from channels in Enum.GetValues<ImageChannels>()
        from last in (bool[])[false, true]
        from size in ((int Height, int Width)[])[(1, 1), (5, 7), (13, 3), (17, 32)]
        select new TheoryDataRow<ImageChannels, bool, int, int>(channels, last, size.Height, size.Width));

    [Theory]
    [MemberData(nameof(Shapes))]
    public void FitAndTransform_OfImages_GiveTheBitsOfExtractPixels(ImageChannels channels, bool last, int height, int width)
    {
        var ml = new MLContext();
        byte[][] pixels = ImagePixels.Extract(ml, ImageColumns.Random(Count, height, width), channels, last);
        IDataView bytes = ColumnValues.View(ml, pixels, ImagePixels.Dimensions(channels, last, height, width));
        IDataView floats = ColumnValues.View(ml, ImagePixels.Singles(pixels), ImagePixels.Dimensions(channels, last, height, width));
        IDataView images = ImageColumns.View(ImageColumns.Random(Count, height, width));
        BatchNormEstimator.Options options = Options(channels, last);

        BatchNormTransformer ofBytes = ml.Transforms.NormalizeBatch("Y", ColumnValues.Input, options).Fit(bytes);
        BatchNormTransformer ofFloats = ml.Transforms.NormalizeBatch("Y", ColumnValues.Input, options).Fit(floats);
        BatchNormTransformer ofImages = ml.Transforms.NormalizeBatch("Y", ImageColumns.Name, options).Fit(images);

        Bits.AssertEqual(ofBytes, ofImages);
        Bits.AssertEqual(ofFloats, ofImages);
        IDataView transformed = ofImages.Transform(images);
        float[][] actual = ColumnValues.Read(transformed, "Y");
        Bits.AssertEqual(ColumnValues.Read(ofBytes.Transform(bytes), "Y"), actual);
        Bits.AssertEqual(ColumnValues.Read(ofFloats.Transform(floats), "Y"), actual);
        Assert.Equal(
            new VectorDataViewType(NumberDataViewType.Single, ImagePixels.Dimensions(channels, last, height, width)), transformed.Schema["Y"].Type);
    }

    /// <summary>By numbers that no other code of the library or of ML.NET has touched.</summary>
    [Theory]
    [InlineData(ImageChannels.Rgb, false, new float[] { 1, 5, 2, 6, 3, 7 })]
    [InlineData(ImageChannels.Rgb, true, new float[] { 1, 2, 3, 5, 6, 7 })]
    [InlineData(ImageChannels.Bgr, false, new float[] { 3, 7, 2, 6, 1, 5 })]
    [InlineData(ImageChannels.Bgr, true, new float[] { 3, 2, 1, 7, 6, 5 })]
    [InlineData(ImageChannels.Rgba, false, new float[] { 1, 5, 2, 6, 3, 7, 4, 8 })]
    [InlineData(ImageChannels.Bgra, true, new float[] { 3, 2, 1, 4, 7, 6, 5, 8 })]
    public void Transform_OfTwoPixels_PutsTheirChannelsInOrder(ImageChannels channels, bool last, float[] expected)
    {
        MLImage rgba = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Rgba32, [1, 2, 3, 4, 5, 6, 7, 8]);
        MLImage bgra = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Bgra32, [3, 2, 1, 4, 7, 6, 5, 8]);
        float[][] actual = ImagePixels.Read(new MLContext(), [rgba, bgra], channels, last);

        Assert.Equal([expected, expected], actual);
    }

    [Theory]
    [InlineData(ImageChannels.Rgb)]
    [InlineData(ImageChannels.Bgra)]
    public void Transform_WithMissingImages_GivesWhatExtractPixelsGives(ImageChannels channels)
    {
        var ml = new MLContext();
        byte[][] pixels = ImagePixels.Extract(ml, WithMissing(), channels, last: false);
        IDataView bytes = ColumnValues.View(ml, pixels, ImagePixels.Dimensions(channels, last: false, height: 3, width: 5));
        IDataView images = ImageColumns.View(WithMissing());
        BatchNormTransformer expected = ml.Transforms.NormalizeBatch("Y", ColumnValues.Input, Options(channels, last: false)).Fit(bytes);
        BatchNormTransformer actual = ml.Transforms.NormalizeBatch("Y", ImageColumns.Name, Options(channels, last: false)).Fit(images);

        Bits.AssertEqual(expected, actual);
        Bits.AssertEqual(ColumnValues.Read(expected.Transform(bytes), "Y"), ColumnValues.Read(actual.Transform(images), "Y"));
    }

    [Fact]
    public void Transform_WithMissingImages_GivesZerosNormalized()
    {
        float[][] actual = ImagePixels.Read(new MLContext(), WithMissing(), ImageChannels.Gray, last: false);

        Assert.All(actual[0], value => Assert.Equal(0, value));
        Assert.All(actual[2], value => Assert.Equal(0, value));
        Assert.Contains(actual[1], value => value != 0);
    }

    /// <summary>ResizeImages passes a missing image on as the one before it, disposed of; ExtractPixels cannot read that either.</summary>
    [Fact]
    public void Transform_OfMissingImageResized_FailsAsExtractPixels()
    {
        var ml = new MLContext();
        IDataView view = ImageColumns.View([.. ImageColumns.Random(1, height: 3, width: 5), null]);
        IDataView resized = ml.Transforms.ResizeImages(ImageColumns.Name, imageWidth: 4, imageHeight: 2).Fit(view).Transform(view);
        IDataView pixels = ml.Transforms.ExtractPixels("Pixels", ImageColumns.Name).Fit(resized).Transform(resized);
        IDataView normalized = ml.Transforms.NormalizeChannels("Y", ImageColumns.Name, ImageNormalization.ImageNet).Fit(resized).Transform(resized);

        string expected = Assert.Throws<InvalidOperationException>(() => ColumnValues.Read(pixels, "Pixels")).Message;
        Assert.Equal("Object is disposed.", expected);
        Assert.Equal(expected, Assert.Throws<InvalidOperationException>(() => ColumnValues.Read(normalized, "Y")).Message);
    }

    [Fact]
    public void FitAndTransform_OfImagesInMemory_LeaveThemUsable()
    {
        var ml = new MLContext();
        MLImage[] images = ImageColumns.Random(5, height: 4, width: 6);
        byte[][] before = [.. images.Select(image => image.Pixels.ToArray())];
        IDataView view = ml.Data.LoadFromEnumerable(images.Select(image => new ImageRow { Image = image }));
        BatchNormTransformer transformer = ml.Transforms.NormalizeBatch("Y", ImageColumns.Name, batchSize: 2).Fit(view);
        float[][] first = ColumnValues.Read(transformer.Transform(view), "Y");
        float[][] second = ColumnValues.Read(transformer.Transform(view), "Y");

        Bits.AssertEqual(first, second);
        Bits.AssertEqual(transformer, ml.Transforms.NormalizeBatch("Y", ImageColumns.Name, batchSize: 2).Fit(view));
        Assert.Equal(before, images.Select(image => image.Pixels.ToArray()));
    }

    private static MLImage?[] WithMissing()
    {
        MLImage[] images = ImageColumns.Random(3, height: 3, width: 5);
        return [null, images[0], null, images[1], images[2]];
    }

    private static BatchNormEstimator.Options Options(ImageChannels channels, bool last) => new()
    {
        BatchSize = 4,
        ImageChannels = channels,
        Layout = last ? ChannelLayout.ChannelsLast : ChannelLayout.ChannelsFirst,
        DropLastBatch = true,
        NonFinite = NonFiniteHandling.Propagate,
    };

    private sealed class ImageRow
    {
        [ImageType(4, 6)]
        public MLImage? Image { get; set; }
    }
}

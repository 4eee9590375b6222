using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Model.OnnxConverter;
using Microsoft.ML.Transforms.Image;
using PixelOrder = Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator.ColorsOrder;

namespace MlNetBatchNorm.Tests.Onnx;

/// <summary>Models of image columns: what goes in are the pixels, as ML.NET's ExtractPixels gives them.</summary>
public sealed class OnnxImageTests
{
    private const int Height = 4;
    private const int Width = 5;

    [Theory]
    [InlineData(ImageChannels.Rgb, ChannelLayout.ChannelsFirst, PixelOrder.ARGB)]
    [InlineData(ImageChannels.Rgb, ChannelLayout.ChannelsLast, PixelOrder.ARGB)]
    [InlineData(ImageChannels.Bgr, ChannelLayout.ChannelsFirst, PixelOrder.ABGR)]
    [InlineData(ImageChannels.Bgr, ChannelLayout.ChannelsLast, PixelOrder.ABGR)]
    public void SaveAsOnnx_OfImages_GivesTheTransformersValuesOfExtractedPixels(
        ImageChannels channels, ChannelLayout layout, PixelOrder order)
    {
        var ml = new MLContext();
        IDataView images = ml.Data.LoadFromEnumerable(Images());
        BatchNormTransformer transformer = ml.Transforms
            .NormalizeBatch("Y", "Image", new BatchNormEstimator.Options { ImageChannels = channels, Layout = layout }).Fit(images);
        IDataView extracted = ml.Transforms.ExtractPixels("Pixels", "Image", orderOfExtraction: order, outputAsFloatArray: false,
            interleavePixelColors: layout == ChannelLayout.ChannelsLast).Fit(images).Transform(images);

        using var model = new OnnxRuntimeModel(transformer);
        int[] dimensions = [.. ((VectorDataViewType)transformer.Transform(images).Schema["Y"].Type).Dimensions];
        float[] actual = model.Run<byte, float>(ColumnValues.Read<byte>(extracted, "Pixels"), dimensions, "Image");
        Close.AssertRelative([.. ColumnValues.Read(transformer.Transform(images), "Y").SelectMany(row => row)], actual, 1e-6);
    }

    [Fact]
    public void CanSaveOnnx_OfImages_IsFalseBecauseMlNetsModelsHaveNone()
    {
        var ml = new MLContext();
        IDataView images = ml.Data.LoadFromEnumerable(Images());
        IDataView applied = ml.Transforms.NormalizeBatch("Y", "Image").Fit(images).Transform(images);
        Assert.False(Assert.IsAssignableFrom<ICanSaveOnnx>(applied).CanSaveOnnx(new PipelineContext()));
    }

    private static IEnumerable<ImageRow> Images()
    {
        var random = new Random(2);
        for (int i = 0; i < 3; i++)
        {
            var pixels = new byte[Height * Width * 4];
            random.NextBytes(pixels);
            for (int alpha = 3; alpha < pixels.Length; alpha += 4)
                pixels[alpha] = byte.MaxValue;
            yield return new ImageRow { Image = MLImage.CreateFromPixels(Width, Height, MLPixelFormat.Bgra32, pixels) };
        }
    }

    private sealed class ImageRow
    {
        [ImageType(Height, Width)]
        public MLImage? Image { get; set; }
    }
}

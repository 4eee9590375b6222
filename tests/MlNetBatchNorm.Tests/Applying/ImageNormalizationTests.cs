using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Tests.PyTorch;
using MlNetBatchNorm.Tests.Rows;

namespace MlNetBatchNorm.Tests.Applying;

/// <summary>The presets: their values as published, in 0 to 255, and the order in which images are read.</summary>
public sealed class ImageNormalizationTests
{
    [Fact]
    public void Presets_InPixels_HoldThePublishedValues()
    {
        AssertPreset(ImageNormalization.ImageNet, "ImageNet", ImageChannels.Rgb, [123.675, 116.28, 103.53], [58.395, 57.12, 57.375]);
        AssertPreset(ImageNormalization.Inception, "Inception", ImageChannels.Rgb, [127.5, 127.5, 127.5], [127.5, 127.5, 127.5]);
        AssertPreset(ImageNormalization.CaffeBgr, "CaffeBgr", ImageChannels.Bgr, [103.939, 116.779, 123.68], [1, 1, 1]);
        AssertPreset(ImageNormalization.Clip, "Clip", ImageChannels.Rgb,
            [0.48145466 * 255, 0.4578275 * 255, 0.40821073 * 255], [0.26862954 * 255, 0.26130258 * 255, 0.27577711 * 255]);
        AssertPreset(ImageNormalization.Mnist, "Mnist", ImageChannels.Gray, [0.1307 * 255], [0.3081 * 255]);
        AssertPreset(ImageNormalization.Dpn, "Dpn", ImageChannels.Rgb, [124, 117, 104], [1 / 0.0167, 1 / 0.0167, 1 / 0.0167]);
        AssertPreset(ImageNormalization.PaddleOcr, "PaddleOcr", ImageChannels.Bgr, [123.675, 116.28, 103.53], [58.395, 57.12, 57.375]);
        AssertPreset(ImageNormalization.Cifar10, "Cifar10", ImageChannels.Rgb, [125.307, 122.961, 113.8575], [62.985, 62.0925, 66.708]);
    }

    [Fact]
    public void Constructor_WithScale_HoldsTheValuesInPixels()
    {
        var own = new ImageNormalization([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f], ImageChannels.Bgr, scale: 1 / 255f, name: "own");
        AssertPreset(own, "own", ImageChannels.Bgr, [123.675, 116.28, 103.53], [58.395, 57.12, 57.375]);
        AssertPreset(new ImageNormalization([33], [78]), "custom", ImageChannels.Gray, [33], [78]);
        Assert.Equal(ImageChannels.Rgba, new ImageNormalization([1, 2, 3, 4], [1, 1, 1, 1]).Channels);
    }

    [Fact]
    public void Constructor_WithImpossibleValues_NamesThem()
    {
        ErrorText.IsOfParameter("mean", "mean must hold 3 values for Rgb images, but holds 2.", () => _ = new ImageNormalization([1, 2], [1, 1]));
        ErrorText.IsOfParameter("mean", "mean must hold 1 value for Gray images, but holds 3.",
            () => _ = new ImageNormalization([1, 2, 3], [1, 1, 1], ImageChannels.Gray));
        ErrorText.IsOfParameter("standardDeviation", "standardDeviation[1] must be finite and more than 0, but is 0.",
            () => _ = new ImageNormalization([1, 2, 3], [1, 0, 1]));
        ErrorText.IsOfParameter("channels", "channels must be one of Rgb, Bgr, Rgba, Bgra, Gray, but is 77.",
            () => _ = new ImageNormalization([1, 2, 3], [1, 1, 1], (ImageChannels)77));
        ErrorText.IsOfParameter("imageChannels", "imageChannels must be one of Rgb, Bgr, Rgba, Bgra, Gray, but is 77.",
            () => _ = new MLContext().Transforms.NormalizeChannels("Y", "X", [1, 2, 3], [1, 1, 1], imageChannels: (ImageChannels)77));
    }

    [Theory]
    [InlineData("imagenet", nameof(ImageNormalization.ImageNet))]
    [InlineData("inception", nameof(ImageNormalization.Inception))]
    [InlineData("cifar10", nameof(ImageNormalization.Cifar10))]
    public void Transform_OfTorchvisionsPixelsByPreset_GivesItsOutput(string name, string preset)
    {
        NormalizeCase torch = NormalizeCase.Load(name);
        var ml = new MLContext();
        IDataView view = ColumnValues.View(ml, torch.Rows, torch.Dimensions);
        float[][] actual = ColumnValues.Read(ml.Transforms.NormalizeChannels("Y", ColumnValues.Input, Preset(preset)).Fit(view).Transform(view), "Y");

        Close.AssertRelative([.. torch.Output.SelectMany(row => row)], [.. actual.SelectMany(row => row)], 1e-6);
    }

    /// <summary>A pixel of red 10, green 20, blue 30: BGR less (103.939, 116.779, 123.68), RGB as torchvision.</summary>
    [Theory]
    [InlineData(MLPixelFormat.Rgba32)]
    [InlineData(MLPixelFormat.Bgra32)]
    public void Transform_OfImageByPreset_ReadsThePresetsOrder(MLPixelFormat format)
    {
        byte[] pixel = format == MLPixelFormat.Rgba32 ? [10, 20, 30, 255] : [30, 20, 10, 255];
        MLImage[] images = [MLImage.CreateFromPixels(1, 1, format, pixel)];

        AssertClose([30 - 103.939, 20 - 116.779, 10 - 123.68], Transform(images, ImageNormalization.CaffeBgr));
        AssertClose([(10 / 255.0 - 0.485) / 0.229, (20 / 255.0 - 0.456) / 0.224, (30 / 255.0 - 0.406) / 0.225],
            Transform(images, ImageNormalization.ImageNet));
    }

    [Fact]
    public void Transform_OfImageByPresetChannelsLast_PutsTheChannelsLast()
    {
        var ml = new MLContext();
        MLImage[] images = [MLImage.CreateFromPixels(2, 1, MLPixelFormat.Rgba32, [10, 20, 30, 255, 40, 50, 60, 255])];
        IDataView view = ImageColumns.View(images);
        IDataView actual = ml.Transforms.NormalizeChannels("Y", ImageColumns.Name, ImageNormalization.Inception, ChannelLayout.ChannelsLast)
            .Fit(view).Transform(view);

        AssertClose([.. Enumerable.Range(1, 6).Select(i => (i * 10 / 127.5) - 1)], ColumnValues.Read(actual, "Y")[0]);
        Assert.Equal([1, 2, 3], ((VectorDataViewType)actual.Schema["Y"].Type).Dimensions);
    }

    [Fact]
    public void ToString_OfPreset_IsItsName() => Assert.Equal("CaffeBgr", ImageNormalization.CaffeBgr.ToString());

    private static ImageNormalization Preset(string name) => name switch
    {
        nameof(ImageNormalization.ImageNet) => ImageNormalization.ImageNet,
        nameof(ImageNormalization.Inception) => ImageNormalization.Inception,
        _ => ImageNormalization.Cifar10,
    };

    private static float[] Transform(MLImage[] images, ImageNormalization preset)
    {
        var ml = new MLContext();
        IDataView view = ImageColumns.View(images);
        return ColumnValues.Read(ml.Transforms.NormalizeChannels("Y", ImageColumns.Name, preset).Fit(view).Transform(view), "Y")[0];
    }

    private static void AssertPreset(ImageNormalization preset, string name, ImageChannels channels, double[] mean, double[] deviation)
    {
        Assert.Equal(name, preset.Name);
        Assert.Equal(channels, preset.Channels);
        AssertClose(mean, [.. preset.Mean]);
        AssertClose(deviation, [.. preset.StandardDeviation]);
    }

    private static void AssertClose(double[] expected, float[] actual) =>
        Close.AssertWithin(expected, [.. actual.Select(value => (double)value)], i => 2e-7 * Math.Max(1, Math.Abs(expected[i])));
}

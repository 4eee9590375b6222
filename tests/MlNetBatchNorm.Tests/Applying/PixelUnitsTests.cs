using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Tests.Fitting;
using MlNetBatchNorm.Tests.Rows;

namespace MlNetBatchNorm.Tests.Applying;

/// <summary>Statistics that cannot fit the pixels are warned of.</summary>
public sealed class PixelUnitsTests
{
    private static readonly float[] Mean = [0.485f, 0.456f, 0.406f];
    private static readonly float[] Deviation = [0.229f, 0.224f, 0.225f];

    private readonly MLContext _ml = new();
    private readonly IDataView _images = ImageColumns.View(ImageColumns.Random(3, height: 4, width: 5));

    [Fact]
    public void Fit_OfUnitStatisticsOnImages_Warns() => Assert.Equal(
        "Column 'Image': the mean 0.485 and deviation 0.229 look like those of pixels from 0 to 1, but the column holds pixels from 0 to 255. Give scale: " +
        "1 / 255f to NormalizeChannels, or statistics of pixels from 0 to 255.",
        Assert.Single(Warnings(_images, _ml.Transforms.NormalizeChannels("Y", "Image", Mean, Deviation))));

    [Fact]
    public void Fit_OfUnitStatisticsOnPixels_Warns() => Assert.Contains("but the column holds larger values in its first row.",
        Assert.Single(Warnings(Pixels(scale: 1), _ml.Transforms.NormalizeChannels("Y", "Pixels", Mean, Deviation))), StringComparison.Ordinal);

    [Fact]
    public void Fit_OfPresetOnScaledPixels_Warns() => Assert.Equal(
        "Column 'Pixels': the mean 123.675 and deviation 58.395 look like those of pixels from 0 to 255, but the column holds values from 0 to 1 in its " +
        "first row. Leave scaleImage out of ExtractPixels, or give statistics of pixels from 0 to 1.",
        Assert.Single(Warnings(Pixels(scale: 1 / 255f), _ml.Transforms.NormalizeChannels("Y", "Pixels", ImageNormalization.ImageNet))));

    [Fact]
    public void Fit_OfStatisticsThatFit_DoesNotWarn()
    {
        Assert.Empty(Warnings(_images, _ml.Transforms.NormalizeChannels("Y", "Image", Mean, Deviation, scale: 1 / 255f)));
        Assert.Empty(Warnings(_images, _ml.Transforms.NormalizeChannels("Y", "Image", ImageNormalization.ImageNet)));
        Assert.Empty(Warnings(Pixels(scale: 1), _ml.Transforms.NormalizeChannels("Y", "Pixels", Mean, Deviation, scale: 1 / 255f)));
        Assert.Empty(Warnings(Pixels(scale: 1), _ml.Transforms.NormalizeChannels("Y", "Pixels", ImageNormalization.ImageNet)));
        Assert.Empty(Warnings(Pixels(scale: 1 / 255f), _ml.Transforms.NormalizeChannels("Y", "Pixels", Mean, Deviation)));
        Assert.Empty(Warnings(Pixels(scale: 1), _ml.Transforms.NormalizeChannels("Y", "Pixels", [0, 0, 0], [1, 1, 1])));
    }

    /// <summary>A first row that cannot be read is told when the rows are read.</summary>
    [Fact]
    public void Fit_WhereTheFirstRowCannotBeRead_Passes()
    {
        IDataView paths = _ml.Data.LoadFromEnumerable([new Docs.ImageFile { Path = "missing.png" }]);
        IDataView pixels = _ml.Transforms.LoadImages("Image", imageFolder: null, "Path").Append(_ml.Transforms.ResizeImages("Image", 4, 4))
            .Append(_ml.Transforms.ExtractPixels("Pixels", "Image")).Fit(paths).Transform(paths);

        Assert.Empty(Warnings(pixels, _ml.Transforms.NormalizeChannels("Y", "Pixels", ImageNormalization.ImageNet)));
    }

    [Fact]
    public void NormalizeChannels_OfAnImageColumn_ReadsTheChannelsAskedFor()
    {
        MLImage[] images = [MLImage.CreateFromPixels(1, 1, MLPixelFormat.Rgba32, [10, 20, 30, 40])];
        float[] Of(BatchNormEstimator estimator)
        {
            IDataView view = ImageColumns.View(images);
            return ColumnValues.Read(estimator.Fit(view).Transform(view), "Y")[0];
        }

        Assert.Equal([5, 10, 15], Of(_ml.Transforms.NormalizeChannels("Y", "Image", [0, 0, 0], [2, 2, 2])));
        Assert.Equal([15, 10, 5], Of(_ml.Transforms.NormalizeChannels("Y", "Image", [0, 0, 0], [2, 2, 2], imageChannels: ImageChannels.Bgr)));
        Assert.Equal([5, 10, 15, 20], Of(_ml.Transforms.NormalizeChannels("Y", "Image", [0, 0, 0, 0], [2, 2, 2, 2])));
        Assert.Equal([100, 200, 300], Of(_ml.Transforms.NormalizeChannels("Y", "Image", [0, 0, 0], [1, 1, 1], scale: 10)));
        Assert.Single(Of(_ml.Transforms.NormalizeChannels("Y", "Image", [33], [78])));
        Assert.Single(Of(_ml.Transforms.NormalizeChannels("Y", "Image", ImageNormalization.Mnist)));
    }

    [Fact]
    public void NormalizeChannels_OfSeveralColumns_MapsEach()
    {
        IDataView view = _ml.Transforms.CopyColumns("Other", "Image").Fit(_images).Transform(_images);
        IDataView byPreset = _ml.Transforms.NormalizeChannels([new("A", "Image"), new("B", "Other")], ImageNormalization.Clip).Fit(view).Transform(view);
        IDataView byNumbers = _ml.Transforms.NormalizeChannels([new("A", "Image"), new("B", "Other")], Mean, Deviation, scale: 1 / 255f).Fit(view).Transform(view);

        Assert.Equal(ColumnValues.Read(byPreset, "A"), ColumnValues.Read(byPreset, "B"));
        Assert.Equal(ColumnValues.Read(byNumbers, "A"), ColumnValues.Read(byNumbers, "B"));
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    public void NormalizeChannels_OfImpossibleScale_IsRefused(float scale) => ErrorText.IsOfParameter("scale",
        FormattableString.Invariant($"scale must be finite and more than 0, but is {scale}."),
        () => _ml.Transforms.NormalizeChannels("Y", "X", Mean, Deviation, scale: scale));

    private IDataView Pixels(float scale) =>
        _ml.Transforms.ExtractPixels("Pixels", "Image", scaleImage: scale).Fit(_images).Transform(_images);

    private IReadOnlyList<string> Warnings(IDataView view, BatchNormEstimator estimator)
    {
        var log = new LogRecorder(_ml);
        estimator.Fit(view);
        return log.Warnings;
    }
}

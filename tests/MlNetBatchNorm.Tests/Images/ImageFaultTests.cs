using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Tests.Images;

/// <summary>Images that are not what their column's type says, and a SkiaSharp that ML.NET cannot work with.</summary>
public sealed class ImageFaultTests
{
    private const string Expected =
        "Input column 'Image' has an image of 4x6 (height x width) in row 2 (counted from 0), but its type says 5x7. Put ResizeImages before.";

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Fit_OnImageOfAnotherSize_NamesTheRow(int threads)
    {
        var ml = new MLContext();
        BatchNormEstimator estimator = ml.Transforms.NormalizeBatch("Y", ImageColumns.Name, new BatchNormEstimator.Options
        {
            MaxDegreeOfParallelism = threads,
        });

        Assert.Equal(Expected, Assert.Throws<InvalidOperationException>(() => estimator.Fit(WithAnotherSize())).Message);
    }

    [Fact]
    public void Transform_OfImageOfAnotherSize_NamesTheRow()
    {
        var ml = new MLContext();
        IDataView good = ImageColumns.View(ImageColumns.Random(3, height: 5, width: 7));
        IDataView transformed = ml.Transforms.NormalizeBatch("Y", ImageColumns.Name).Fit(good).Transform(WithAnotherSize());

        Assert.Equal(
            Expected.Replace("row 2", "row 2 of the cursor that reads it", StringComparison.Ordinal),
            Assert.Throws<InvalidOperationException>(() => Columns.Read(transformed, "Y")).Message);
    }

    [Fact]
    public void Transform_OfColumnOfImagesOfAnotherSize_IsRefused()
    {
        var ml = new MLContext();
        BatchNormTransformer transformer =
            ml.Transforms.NormalizeBatch("Y", ImageColumns.Name).Fit(ImageColumns.View(ImageColumns.Random(3, height: 5, width: 7)));
        IDataView others = ImageColumns.View(ImageColumns.Random(3, height: 4, width: 6));

        Assert.Equal(
            "Input column 'Image' must be an image of 5x7, as in the fit, but is an image of 4x6. Bring it into that form before (ResizeImages, for " +
            "example), or fit again on this form. (Parameter 'inputSchema')",
            Assert.Throws<ArgumentOutOfRangeException>(() => transformer.Transform(others)).Message);
    }

    [Theory]
    [InlineData("3.0.0")]
    [InlineData("3.119.1")]
    [InlineData("4.0.0.0")]
    public void SkiaSharpVersionCheck_OfLaterMajorVersion_IsRefused(string found)
    {
        Assert.Equal(
            $"Image columns need SkiaSharp 2.88, which Microsoft.ML.ImageAnalytics is made for; this process has loaded SkiaSharp {found}. Reference " +
            "SkiaSharp 2.88.9, or normalize pixels instead of images.",
            Assert.Throws<InvalidOperationException>(() => SkiaSharpVersion.Check(new Version(found))).Message);
    }

    [Fact]
    public void SkiaSharpVersionCheck_OfTheTestedVersion_IsQuiet()
    {
        SkiaSharpVersion.Check(new Version(2, 88, 0, 0));
        SkiaSharpVersion.Check();
    }

    private static IDataView WithAnotherSize() => ImageColumns.View(
        [.. ImageColumns.Random(2, height: 5, width: 7), .. ImageColumns.Random(1, height: 4, width: 6), .. ImageColumns.Random(2, height: 5, width: 7)]);
}

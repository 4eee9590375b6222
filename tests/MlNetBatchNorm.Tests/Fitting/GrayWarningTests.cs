using Microsoft.ML;
using MlNetBatchNorm.Tests.Rows;

namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>One mean for an image column is gray, which nobody may have meant.</summary>
public sealed class GrayWarningTests
{
    private const string Expected =
        "Column 'Image': statistics of one channel make its images gray. If that is meant, set imageChannels to Gray; otherwise give one mean and one deviation " +
        "per channel (torchvision repeats a single one for red, green and blue).";

    private readonly MLContext _ml = new();

    [Fact]
    public void Fit_OfOneMeanOnImages_Warns()
    {
        Assert.Equal([Expected], Warnings(_ml.Transforms.NormalizeChannels("Y", "Image", [127.5f], [127.5f])));
        Assert.Equal([Expected], Warnings(_ml.Transforms.NormalizeChannels([new("Y", "Image")], [127.5f], [127.5f])));
        Assert.Equal([Expected], Warnings(_ml.Transforms.NormalizeBatch("Y", "Image", new BatchNormParameters([127.5f], [16256.25f]))));
    }

    [Fact]
    public void Fit_WhereGrayIsAskedFor_IsQuiet()
    {
        Assert.Empty(Warnings(_ml.Transforms.NormalizeChannels("Y", "Image", [127.5f], [127.5f], imageChannels: ImageChannels.Gray)));
        Assert.Empty(Warnings(_ml.Transforms.NormalizeChannels("Y", "Image", ImageNormalization.Mnist)));
        Assert.Empty(Warnings(_ml.Transforms.NormalizeChannels("Y", "Image", [127.5f, 127.5f, 127.5f], [127.5f, 127.5f, 127.5f])));
    }

    private IReadOnlyList<string> Warnings(BatchNormEstimator estimator)
    {
        var log = new LogRecorder(_ml);
        estimator.Fit(ImageColumns.View(ImageColumns.Random(3, 4, 5)));
        return log.Warnings;
    }
}

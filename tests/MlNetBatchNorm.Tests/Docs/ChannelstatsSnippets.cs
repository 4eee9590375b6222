using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Docs;

/// <summary>The code of docs/channelstats.md.</summary>
[Collection(CurrentFolder.Tests)]
public sealed class ChannelstatsSnippets : IDisposable
{
    private readonly CurrentFolder _folder = new();
    private readonly MLContext _mlContext = new(seed: 1);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FitFromFile_ServesOneSize()
    {
        MLContext mlContext = _mlContext;
        IDataView images = Images(32);
        mlContext.Transforms.NormalizeBatch("Y", "Image", statistics: BatchNormStatistics.Exact).CollectStatistics(images).Save("all.bnstats");

        #region FitFromFile
        // all.bnstats: of fit --resize 32x32. The column is always Image; the size and the channels must be those of the fit.
        BatchNormEstimator estimator = mlContext.Transforms.NormalizeChannels("Features", "Image");
        BatchNormTransformer normalization = estimator.Fit(ChannelStatistics.Load("all.bnstats"));
        #endregion

        Assert.Equal(estimator.Fit(images).Parameters[0], normalization.Parameters[0]);
        Assert.NotEmpty(ColumnValues.Read(normalization.Transform(images), "Features"));
        ErrorText.IsOfColumn(
            "Input column 'Image' must be an image of 32x32, as in the fit, but is an image of 16x16. Bring it into that form before (ResizeImages, for " +
            "example), or fit again on this form.", () => normalization.Transform(Images(16)));
    }

    private IDataView Images(int size)
    {
        IDataView paths = _mlContext.Data.LoadFromEnumerable(TestImages.Files().Take(5).Select(path => new ImageFile { Path = path }));
        return _mlContext.Transforms.LoadImages("Image", imageFolder: null, "Path").Append(_mlContext.Transforms.ResizeImages("Image", size, size))
            .Fit(paths).Transform(paths);
    }
}

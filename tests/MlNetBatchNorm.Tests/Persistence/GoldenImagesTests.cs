using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Persistence;

/// <summary>Files from before parameters held the order of an image's channels: it was in the file, and is in the parameters now.</summary>
public sealed class GoldenImagesTests
{
    private readonly MLContext _ml = new();

    [Fact]
    public void Load_OfGoldenModel_GivesTheOrder()
    {
        BatchNormTransformer loaded = Assert.IsType<BatchNormTransformer>(_ml.Model.Load(GoldenModel.PathOf("images-v2.zip"), out _));
        Assert.Equal(ImageChannels.Bgr, loaded.Parameters[0].ImageChannels);
        Assert.Equal([90, 40, 15], loaded.Parameters[0].RunningMean);
        Assert.Equal(GoldenImages.Estimator(_ml).Fit(GoldenImages.View(_ml)).Parameters[0], loaded.Parameters[0]);
    }

    [Fact]
    public void Load_OfGoldenStatistics_GivesTheOrder()
    {
        ChannelStatistics loaded = ChannelStatistics.Load(GoldenModel.PathOf("images-v1.bnstats"));
        Assert.Equal(ImageChannels.Bgr, loaded.GetImageChannels("Image"));
        Assert.Equal([90, 40, 15], loaded.GetMean("Image"));
        Assert.Equal(GoldenImages.Estimator(_ml).CollectStatistics(GoldenImages.View(_ml)), loaded);
    }
}

using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Persistence;

/// <summary>
/// The order of an image's channels and the ML.NET of the images, in files of each version: the order was in the files before it was in the parameters,
/// and the first versions don't say which ML.NET made the images.
/// </summary>
public sealed class GoldenImagesTests
{
    private readonly MLContext _ml = new();

    [Theory]
    [InlineData("images-v2.zip", null)]
    [InlineData("images-v3.zip", 6)]
    public void Load_OfGoldenModel_GivesOrderAndMlNet(string fileName, int? mlNet)
    {
        BatchNormTransformer loaded = Assert.IsType<BatchNormTransformer>(_ml.Model.Load(GoldenModel.PathOf(fileName), out _));
        Assert.Equal(mlNet, loaded.Columns[0].Input.ImagesOfMlNet);
        Assert.Equal(ImageChannels.Bgr, loaded.Parameters[0].ImageChannels);
        Assert.Equal([90, 40, 15], loaded.Parameters[0].RunningMean);
        Assert.Equal(GoldenImages.Estimator(_ml).Fit(GoldenImages.View(_ml)).Parameters[0], loaded.Parameters[0]);
    }

    [Theory]
    [InlineData("images-v1.bnstats", null)]
    [InlineData("images-v2.bnstats", 6)]
    public void Load_OfGoldenStatistics_GivesOrderAndMlNet(string fileName, int? mlNet)
    {
        ChannelStatistics loaded = ChannelStatistics.Load(GoldenModel.PathOf(fileName));
        Assert.Equal(mlNet, loaded.Columns[0].Column.ImagesOfMlNet);
        Assert.Equal(ImageChannels.Bgr, loaded.GetImageChannels("Image"));
        Assert.Equal([90, 40, 15], loaded.GetMean("Image"));
        ChannelStatistics collected = GoldenImages.Estimator(_ml).CollectStatistics(GoldenImages.View(_ml));
        Assert.Equal(collected.WithImagesOf([loaded.Columns[0].Column]), loaded);
    }
}

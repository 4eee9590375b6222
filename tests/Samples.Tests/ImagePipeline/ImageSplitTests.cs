using ImagePipeline.Images;
using Samples.Images;

namespace Samples.Tests.ImagePipeline;

public sealed class ImageSplitTests
{
    private static readonly ImageSplit Split =
        ImageSplit.Create(ImageFolder.Find(Path.Combine(AppContext.BaseDirectory, "data", "cifar10-mini")), skipped: []);

    [Fact]
    public void Redivide_OfAllImages_KeepsTheCountsOfEachClass()
    {
        ImageSplit other = Split.Redivide(seed: 1);
        Assert.Equal(Split.Train.Concat(Split.Test).Select(file => file.Path).Order(), other.Train.Concat(other.Test).Select(file => file.Path).Order());
        Assert.All(other.Test.CountBy(file => file.Class), ofClass => Assert.Equal(30, ofClass.Value));
        Assert.Equal(10, other.Test.CountBy(file => file.Class).Count());
    }

    [Fact]
    public void Redivide_WithAnotherSeed_TestsOnOtherImages()
    {
        string[] Test(int seed) => [.. Split.Redivide(seed).Test.Select(file => file.Path).Order()];
        Assert.Equal(Test(1), Test(1));
        Assert.NotEqual(Test(1), Test(2));
    }
}

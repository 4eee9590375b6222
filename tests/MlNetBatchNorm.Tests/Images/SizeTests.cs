using System.Globalization;
using MlNetBatchNorm.Images;

namespace MlNetBatchNorm.Tests.Images;

/// <summary>Sizes and crops are torchvision's, for every short side from 1 to 600.</summary>
public sealed class SizeTests
{
    [Fact]
    public void Plan_OfEveryShortSide_IsTorchvisions()
    {
        string[] lines = File.ReadAllLines(Path.Combine(ImageReference.Folder, "sizes.txt"));
        Assert.Equal(2400, lines.Length);
        Assert.All(lines, line =>
        {
            int[] values = [.. line.Split(' ').Select(value => int.Parse(value, CultureInfo.InvariantCulture))];
            ReadingPlan plan = ReadingPlan.Of(ImageReading.ResizeAndCrop(values[2], values[3], values[3]), new ImageSize(values[0], values[1]))!.Value;
            Assert.Equal(values[4..], (int[])[plan.Resized.Width, plan.Resized.Height, Begin(plan.Horizontal), Begin(plan.Vertical)]);
        });
    }

    /// <summary>The sizes that a product with a float quotient gets wrong, and the one-pixel shift of a crop that rounds down.</summary>
    [Theory]
    [InlineData(4032, 3024, 341, 256, 58, 16)]
    [InlineData(1920, 1080, 455, 256, 116, 16)]
    [InlineData(1280, 720, 455, 256, 116, 16)]
    public void Plan_OfPhotographs_IsTorchvisions(int width, int height, int resizedWidth, int resizedHeight, int left, int top)
    {
        ReadingPlan plan = ReadingPlan.Of(ImageReading.ImageNet, new ImageSize(width, height))!.Value;
        Assert.Equal((resizedWidth, resizedHeight, left, top), (plan.Resized.Width, plan.Resized.Height, Begin(plan.Horizontal), Begin(plan.Vertical)));
        Assert.Equal(new ImageSize(224, 224), plan.Size);
    }

    /// <summary>Of a few bytes of PNG file, resizing would make more pixels than a number can count.</summary>
    [Fact]
    public void Plan_OfEndlessStrip_IsNone() => Assert.Null(ReadingPlan.Of(ImageReading.ResizeAndCrop(16384, 8, 8), new ImageSize(1, 200_000)));

    private static int Begin(AxisPlan axis) => axis.Map.Start - axis.Padding;
}

using MlNetBatchNorm.Numerics.Pixels;

namespace MlNetBatchNorm.Tests.Numerics;

public sealed class AlphaKernelTests
{
    /// <summary>All colors and alphas, against the nearest of the exact quotient; halves cannot occur, since 255 is odd.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    public void Blend_OfEveryColorAndAlpha_IsTheNearest(int background)
    {
        for (int alpha = 0; alpha < 256; alpha++)
        {
            byte[] pixels = [.. Enumerable.Range(0, 256).SelectMany(color => (byte[])[(byte)color, (byte)(255 - color), 7, (byte)alpha])];
            byte[] expected = [.. pixels.Select((value, i) =>
                i % 4 == 3 ? byte.MaxValue : (byte)Math.Round(((background * (255 - alpha)) + (value * alpha)) / 255.0))];
            AlphaKernel.Blend(pixels, (byte)background);
            Assert.Equal(expected, pixels);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(33)]
    public void Drop_OfPixels_SetsAlphaAlone(int count)
    {
        var pixels = new byte[count * 4];
        new Random(1).NextBytes(pixels);
        pixels.AsSpan(0, 4).Clear();
        byte[] expected = [.. pixels.Select((value, i) => i % 4 == 3 ? byte.MaxValue : value)];
        byte[] colored = [9, 8, 7, 255, .. expected[4..]];
        byte[] copy = [.. pixels];

        AlphaKernel.Drop(pixels, transparent: 0);
        AlphaKernel.Drop(copy, AlphaKernel.Pixel([9, 8, 7]));
        Assert.Equal(expected, pixels);
        Assert.Equal(colored, copy);
    }
}

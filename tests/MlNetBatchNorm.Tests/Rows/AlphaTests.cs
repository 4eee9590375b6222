using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Tests.Rows;

/// <summary>Semi-transparent PNGs: ML.NET's images hold their colors multiplied by alpha, and so do the values.</summary>
public sealed class AlphaTests
{
    /// <summary>
    /// Red 200, green 100 and blue 50, with alpha 128, 255 and 0: 200 * 128 / 255 = 100.4, 100 * 128 / 255 = 50.2, 50 * 128 / 255 = 25.1. In bytes,
    /// because each ML.NET has another SkiaSharp, and the tests run on both.
    /// </summary>
    private const string Png =
        "iVBORw0KGgoAAAANSUhEUgAAAAMAAAABCAYAAAAb4BS0AAAAEklEQVR42mM4kWLUAMT/gZgBACgABZoz" +
        "gcj4AAAAAElFTkSuQmCC";

    [Theory]
    [InlineData(ImageChannels.Rgb, new float[] { 100, 50, 25, 200, 100, 50, 0, 0, 0 })]
    [InlineData(ImageChannels.Bgr, new float[] { 25, 50, 100, 50, 100, 200, 0, 0, 0 })]
    [InlineData(ImageChannels.Rgba, new float[] { 100, 50, 25, 128, 200, 100, 50, 255, 0, 0, 0, 0 })]
    public void Transform_OfSemiTransparentPng_GivesColorsMultipliedByAlpha(ImageChannels channels, float[] expected)
    {
        var ml = new MLContext();
        float[][] actual = ImagePixels.Read(ml, [Decode()], channels, last: true);

        Assert.Equal(expected, actual[0]);
        Assert.Equal(ImagePixels.Singles(ImagePixels.Extract(ml, [Decode()], channels, last: true)), actual);
    }

    /// <summary>Onto black: 0.3 * 100 + 0.59 * 50 + 0.11 * 25 = 62.25, and twice that where it is opaque.</summary>
    [Fact]
    public void Transform_OfSemiTransparentPngInGray_DrawsItOnBlack()
    {
        var ml = new MLContext();
        float[][] actual = ImagePixels.Read(ml, [Decode()], ImageChannels.Gray, last: true);

        Assert.Equal(62.25, actual[0][0], 1.0);
        Assert.Equal(124.5, actual[0][1], 1.0);
        Assert.Equal(0, actual[0][2]);
        Assert.Equal(ImagePixels.Singles(ImagePixels.Extract(ml, [Decode()], ImageChannels.Gray, last: true)), actual);
    }

    private static MLImage Decode()
    {
        using var stream = new MemoryStream(Convert.FromBase64String(Png));
        return MLImage.CreateFromStream(stream);
    }
}

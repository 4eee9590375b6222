using Microsoft.ML;
using Microsoft.ML.Data;
using SkiaSharp;

namespace MlNetBatchNorm.Tests.Rows;

/// <summary>Semi-transparent PNGs: ML.NET's images hold their colors multiplied by alpha, and so do the values.</summary>
public sealed class AlphaTests
{
    /// <summary>Half-transparent, opaque, fully transparent: 200 * 128 / 255 = 100.4, 100 * 128 / 255 = 50.2, 50 * 128 / 255 = 25.1.</summary>
    private static readonly SKColor[] Colors = [new(200, 100, 50, 128), new(200, 100, 50, 255), new(200, 100, 50, 0)];

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
        using var bitmap = new SKBitmap(new SKImageInfo(Colors.Length, 1, SKColorType.Rgba8888, SKAlphaType.Unpremul)) { Pixels = Colors };
        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        using Stream stream = png.AsStream();
        return MLImage.CreateFromStream(stream);
    }
}

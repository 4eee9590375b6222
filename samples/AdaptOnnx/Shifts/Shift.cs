using AdaptOnnx.Images;

namespace AdaptOnnx.Shifts;

/// <summary>Another camera, or other light: what becomes of every image.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Change">The change, of pixels from 0 to 255; noise comes from the random numbers.</param>
internal sealed record Shift(string Name, Func<float[], Random, float[]> Change)
{
    private const int Plane = ImageSet.Side * ImageSet.Side;

    public static IReadOnlyList<Shift> All { get; } =
    [
        new("none", (pixels, _) => pixels),
        new("a fifth of the contrast", Each(value => 128 + ((value - 128) / 5))),
        new("noise, deviation 40", (pixels, random) => [.. pixels.Select(value => value + (40 * Normal(random)))]),
        new("three tenths of the light", Each(value => 0.3f * value)),
        new("blur, deviation 1.5 pixels", (pixels, _) => Blur.Apply(pixels, 1.5)),
        new("warm light", (pixels, _) => [.. pixels.Select((value, i) => value * (i / Plane) switch { 0 => 1, 1 => 0.7f, _ => 0.45f })]),
        new("80 brighter", Each(value => value + 80)),
    ];

    /// <summary>The images as that camera gives them: in whole numbers from 0 to 255.</summary>
    public ImageSet Apply(ImageSet images) => images with { Pixels = [.. images.Pixels.Select(Apply)] };

    private byte[] Apply(byte[] pixels, int index) =>
        Array.ConvertAll(Change(Array.ConvertAll(pixels, value => (float)value), new Random(index)), value => (byte)Math.Clamp(MathF.Round(value), 0, 255));

    private static Func<float[], Random, float[]> Each(Func<float, float> change) => (pixels, _) => Array.ConvertAll(pixels, value => change(value));

    /// <summary>By Box and Muller.</summary>
    private static float Normal(Random random) =>
        MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle())) * MathF.Cos(2 * MathF.PI * random.NextSingle());
}

namespace MlNetBatchNorm.Numerics.Resampling;

/// <summary>Pillow's filters: the weight of a pixel by its distance from the new pixel's center, in pixels of the smaller image.</summary>
internal static class ResamplingFilter
{
    /// <summary>How far a filter reaches.</summary>
    public static double Radius(ImageInterpolation interpolation) => interpolation switch
    {
        ImageInterpolation.Bilinear => 1,
        ImageInterpolation.Bicubic => 2,
        _ => 3,
    };

    /// <summary>The weight, before the weights of a new pixel are made to sum to 1.</summary>
    public static double Weight(ImageInterpolation interpolation, double distance) => interpolation switch
    {
        ImageInterpolation.Bilinear => Triangle(Math.Abs(distance)),
        ImageInterpolation.Bicubic => Cubic(Math.Abs(distance)),
        _ => distance is >= -3 and < 3 ? Sinc(distance) * Sinc(distance / 3) : 0,
    };

    private static double Triangle(double x) => x < 1 ? 1 - x : 0;

    /// <summary>Keys' cubic convolution; the order of the operations is Pillow's, for the same rounding.</summary>
    private static double Cubic(double x)
    {
        const double a = -0.5;
        if (x < 1)
            return ((((a + 2) * x) - (a + 3)) * x * x) + 1;
        return x < 2 ? ((((x - 5) * x) + 8) * x - 4) * a : 0;
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(x * Math.PI) / (x * Math.PI);
}

using SkiaSharp;

namespace MlNetBatchNorm.Access;

/// <summary>
/// Microsoft.ML.ImageAnalytics 5.0 is compiled against SkiaSharp 2.88; under a later major version its images throw MissingMethodException.
/// </summary>
internal static class SkiaSharpVersion
{
    private const int FirstUnsupported = 3;

    /// <exception cref="InvalidOperationException">SkiaSharp 3 or later is loaded.</exception>
    public static void Check() => Check(typeof(SKBitmap).Assembly.GetName().Version!);

    internal static void Check(Version found)
    {
        if (found.Major >= FirstUnsupported)
            throw Errors.Data(
                $"Image columns need SkiaSharp 2.88, which Microsoft.ML.ImageAnalytics is made for; this process has loaded SkiaSharp {found}. " +
                "Reference SkiaSharp 2.88.9, or normalize pixels instead of images.");
    }
}

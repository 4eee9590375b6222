using Microsoft.ML.Data;
using SkiaSharp;

namespace MlNetBatchNorm.Access;

/// <summary>
/// The SkiaSharp that ML.NET's images are made for: 2.88 of Microsoft.ML.ImageAnalytics 5, 3 of 6. Under another major version they throw
/// MissingMethodException.
/// </summary>
internal static class SkiaSharpVersion
{
    internal static readonly Version Loaded = typeof(SKBitmap).Assembly.GetName().Version!;
    private static readonly Version Wanted =
        typeof(MLImage).Assembly.GetReferencedAssemblies().Single(reference => reference.Name == typeof(SKBitmap).Assembly.GetName().Name).Version!;

    /// <exception cref="InvalidOperationException">SkiaSharp's major version is not the one that ML.NET's images are compiled against.</exception>
    public static void Check() => Check(Loaded, Wanted);

    internal static void Check(Version found, Version wanted)
    {
        if (found.Major != wanted.Major)
            throw Errors.Data(
                $"Image columns need SkiaSharp {wanted.Major}.{wanted.Minor}, which the loaded Microsoft.ML.ImageAnalytics is made for; this process has " +
                $"loaded SkiaSharp {found}. Reference SkiaSharp {wanted.Major}.{wanted.Minor}, or normalize pixels instead of images.");
    }
}

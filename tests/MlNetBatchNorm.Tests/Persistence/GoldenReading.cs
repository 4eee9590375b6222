using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Tests.Images;

namespace MlNetBatchNorm.Tests.Persistence;

/// <summary>The model in reading-v1.zip: an image read from a file's bytes, in a way of which nothing is a default.</summary>
internal static class GoldenReading
{
    public const string FileName = "reading-v1.zip";

    public static ImageReading Reading { get; } = ImageReading.ResizeAndCrop(24, 16, 12) with
    {
        Interpolation = ImageInterpolation.Lanczos,
        Decoding = ImageDecoding.Scaled,
        Alpha = ImageAlpha.OverWhite,
        ApplyOrientation = true,
        MaxPixels = 1_000_000,
    };

    public static IDataView View(MLContext ml) => ml.Data.LoadFromEnumerable(
        from name in (string[])["alpha.png", "orientation-6-wide.jpg", "cmyk.jpg"]
        select new ReadPixels.EncodedRow { File = File.ReadAllBytes(Path.Combine(ImageReference.Files, name)) });

    public static TransformerChain<BatchNormTransformer> Fit(MLContext ml, IDataView view) => ml.Transforms
        .ReadImages("Image", nameof(ReadPixels.EncodedRow.File), Reading, "pictures")
        .Append(ml.Transforms.NormalizeChannels("Features", "Image", ImageNormalization.ImageNet)).Fit(view);

    /// <summary>Writes the file anew, beside this source; one that is there stays.</summary>
    public static void Write([CallerFilePath] string source = "")
    {
        var ml = new MLContext();
        IDataView view = View(ml);
        using FileStream file = new(Path.Combine(Path.GetDirectoryName(source)!, FileName), FileMode.CreateNew);
        ml.Model.Save(Fit(ml, view), view.Schema, file);
    }
}

using System.Runtime.CompilerServices;
using Microsoft.ML.Data;
using MlNetBatchNorm;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.Columns;

namespace Microsoft.ML;

public static partial class BatchNormCatalog
{
    /// <summary>
    /// Reads, resizes and crops images in one pass, to the pixels that torchvision's transforms give. It replaces <c>LoadImages</c> and
    /// <c>ResizeImages</c>, but uses Pillow's filters and all cores, and does not hold images in full size in memory.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The image column to add. Its size is known, unless images keep their own.</param>
    /// <param name="inputColumnName">The column to read: text, the path of a file; or a vector of bytes, a file's content as a web service receives it.</param>
    /// <param name="reading">How images are resized and cropped, such as <see cref="ImageReading.ImageNet"/>.</param>
    /// <param name="imageFolder">The folder that paths are relative to; null (default) for the current folder.</param>
    /// <param name="unreadable">
    /// Receives each file that cannot be used, when its row is read and before the error, on any thread; null (default) for no reports. It is not saved
    /// with the model.
    /// </param>
    /// <returns>An estimator that composes with every other.</returns>
    /// <exception cref="ArgumentNullException">The catalog or the reading is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column's name is empty.</exception>
    /// <exception cref="InvalidOperationException">This process has loaded a version of ML.NET that the library does not support.</exception>
    public static ReadImagesEstimator ReadImages(
        this TransformsCatalog catalog,
        string outputColumnName,
        string inputColumnName,
        ImageReading reading,
        string? imageFolder = null,
        IProgress<UnreadableImage>? unreadable = null)
    {
        MlNetVersion.Check();
        ColumnPairsValidation.CheckName(nameof(outputColumnName), outputColumnName);
        ColumnPairsValidation.CheckName(nameof(inputColumnName), inputColumnName);
        ArgumentNullException.ThrowIfNull(reading);
        return CreateReading(catalog, new ReadColumn(outputColumnName, inputColumnName, reading, imageFolder, unreadable));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ReadImagesEstimator CreateReading(TransformsCatalog catalog, ReadColumn column)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new ReadImagesEstimator(catalog.GetEnvironment(), column);
    }
}

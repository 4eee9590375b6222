using MlNetBatchNorm;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Arguments;

namespace Microsoft.ML;

public static partial class BatchNormCatalog
{
    /// <summary>
    /// Normalizes each channel with known statistics, as torchvision.transforms.Normalize does:
    /// <c>y = (x * scale - mean) / standardDeviation</c>.
    /// </summary>
    /// <remarks>
    /// <list type="table">
    /// <listheader><term>Characteristic</term><description></description></listheader>
    /// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>No; at most the first row is read, for a warning about other units</description></item>
    /// <item><term>Input column data type</term><description>Image of known size; number, or vector of known size with one to four dimensions, of Single, Double or Byte</description></item>
    /// <item><term>Output column data type</term><description>Vector, or number, of Double if the input is of Double, and of Single otherwise</description></item>
    /// <item><term>Exportable to ONNX</term><description>Yes; image columns with SaveAsOnnx, as their pixels</description></item>
    /// <item><term>Required NuGet in addition to Microsoft.ML</term><description>MlNetBatchNorm</description></item>
    /// </list>
    /// </remarks>
    /// <example>
    /// <code language="csharp">
    /// var mlContext = new MLContext();
    /// IDataView rows = mlContext.Data.LoadFromEnumerable(new[]
    /// {
    ///     new { Red = 0f, Green = 128f, Blue = 192f },
    ///     new { Red = 128f, Green = 192f, Blue = 0f },
    ///     new { Red = 192f, Green = 0f, Blue = 128f },
    /// });
    /// var pipeline = mlContext.Transforms.Concatenate("Pixel", "Red", "Green", "Blue")
    ///     .Append(mlContext.Transforms.NormalizeChannels("input", "Pixel", mean: [128, 128, 128], standardDeviation: [64, 64, 64]));
    ///
    /// IDataView normalized = pipeline.Fit(rows).Transform(rows);
    /// foreach (float[] row in normalized.GetColumn&lt;float[]&gt;("input"))
    ///     Console.WriteLine($"{row[0],2} {row[1],2} {row[2],2}");
    ///
    /// // Output:
    /// // -2  0  1
    /// //  0  1 -2
    /// //  1 -2  0
    /// </code>
    /// </example>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to add: a vector with the input's dimensions, of Double if the input is and of Single otherwise.</param>
    /// <param name="inputColumnName">The column to normalize; null for the output column, in place.</param>
    /// <param name="mean">The mean per channel, after multiplication by <paramref name="scale"/>; at least one, finite.</param>
    /// <param name="standardDeviation">The standard deviation per channel, likewise; as many values as <paramref name="mean"/> has, finite and more than 0.</param>
    /// <param name="layout">Which dimension is the channel. For an image column, which one it becomes; the first by default.</param>
    /// <param name="imageChannels">
    /// The channels of an image column to read, in order; no effect on vectors. Null (default): gray, with a warning, for one mean, RGB for
    /// three, RGBA for four.
    /// </param>
    /// <param name="scale">
    /// The factor that values are multiplied by first; finite and more than 0. 1 (default): the statistics are in the column's units.
    /// <c>1 / 255f</c>: they are for pixels from 0 to 1, such as torchvision's, and the column is an image or has pixels from 0 to 255.
    /// </param>
    /// <returns>
    /// An estimator that composes with every other. Fitting it reads at most one row, to warn on the log if the statistics look like those of
    /// pixels in other units than the column's.
    /// </returns>
    /// <exception cref="ArgumentNullException">The catalog, the mean or the standard deviation is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A name is empty, or a value is out of range.</exception>
    /// <exception cref="InvalidOperationException">This process has loaded a version of ML.NET that the library does not support.</exception>
    public static BatchNormEstimator NormalizeChannels(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName,
        IReadOnlyList<float> mean,
        IReadOnlyList<float> standardDeviation,
        ChannelLayout layout = ChannelLayout.Auto,
        ImageChannels? imageChannels = null,
        float scale = 1)
    {
        MlNetVersion.Check();
        return Create(catalog, [Pair(outputColumnName, inputColumnName)], KnownStatistics.Create(mean, standardDeviation, scale), layout, imageChannels);
    }

    /// <summary>
    /// Normalizes each channel of several columns with the same known statistics, as torchvision.transforms.Normalize does:
    /// <c>y = (x * scale - mean) / standardDeviation</c>.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms</c>.</param>
    /// <param name="columns">The pairs of output and input columns, at least one; output names differ.</param>
    /// <param name="mean">The mean per channel.</param>
    /// <param name="standardDeviation">The standard deviation per channel.</param>
    /// <param name="layout">Which dimension of each column is the channel.</param>
    /// <param name="imageChannels">The channels of image columns to read, in order; null (default) for as many as there are means: gray, with a warning, for one.</param>
    /// <param name="scale">The factor that values are multiplied by first; default 1.</param>
    /// <returns>An estimator that composes with every other.</returns>
    /// <exception cref="ArgumentNullException">The catalog, the columns, the mean or the standard deviation is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A name is empty or given twice, or a value is out of range.</exception>
    /// <exception cref="InvalidOperationException">This process has loaded a version of ML.NET that the library does not support.</exception>
    public static BatchNormEstimator NormalizeChannels(
        this TransformsCatalog catalog,
        InputOutputColumnPair[] columns,
        IReadOnlyList<float> mean,
        IReadOnlyList<float> standardDeviation,
        ChannelLayout layout = ChannelLayout.Auto,
        ImageChannels? imageChannels = null,
        float scale = 1)
    {
        MlNetVersion.Check();
        ArgumentNullException.ThrowIfNull(columns);
        return Create(catalog, columns, KnownStatistics.Create(mean, standardDeviation, scale), layout, imageChannels);
    }

    /// <summary>Normalizes images, or pixels from 0 to 255, as a trained model expects them.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to add: a vector of Single.</param>
    /// <param name="inputColumnName">
    /// An image column, or pixels from 0 to 255 in the order of <see cref="ImageNormalization.Channels"/>; null for the output column, in place.
    /// </param>
    /// <param name="normalization">The normalization that the model expects, such as <see cref="ImageNormalization.ImageNet"/>.</param>
    /// <param name="layout">Which dimension is the channel. For an image column, which one it becomes; the first by default.</param>
    /// <returns>
    /// An estimator that composes with every other. Fitting it reads no images, and at most one row of vectors, to warn on the log if its values
    /// do not look like pixels from 0 to 255.
    /// </returns>
    /// <exception cref="ArgumentNullException">The catalog or the normalization is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A name is empty.</exception>
    /// <exception cref="InvalidOperationException">This process has loaded a version of ML.NET that the library does not support.</exception>
    public static BatchNormEstimator NormalizeChannels(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName,
        ImageNormalization normalization,
        ChannelLayout layout = ChannelLayout.Auto)
    {
        MlNetVersion.Check();
        ArgumentNullException.ThrowIfNull(normalization);
        return Create(catalog, [Pair(outputColumnName, inputColumnName)], normalization.Statistics, layout, normalization.Channels);
    }

    /// <summary>Normalizes several columns of images, or of pixels from 0 to 255, as a trained model expects them.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms</c>.</param>
    /// <param name="columns">The pairs of output and input columns, at least one; output names differ.</param>
    /// <param name="normalization">The normalization that the model expects.</param>
    /// <param name="layout">Which dimension of each column is the channel.</param>
    /// <returns>An estimator that composes with every other.</returns>
    /// <exception cref="ArgumentNullException">The catalog, the columns or the normalization is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A name is empty or given twice.</exception>
    /// <exception cref="InvalidOperationException">This process has loaded a version of ML.NET that the library does not support.</exception>
    public static BatchNormEstimator NormalizeChannels(
        this TransformsCatalog catalog, InputOutputColumnPair[] columns, ImageNormalization normalization, ChannelLayout layout = ChannelLayout.Auto)
    {
        MlNetVersion.Check();
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(normalization);
        return Create(catalog, columns, normalization.Statistics, layout, normalization.Channels);
    }
}

using System.Runtime.CompilerServices;
using MlNetBatchNorm;
using MlNetBatchNorm.Access;

namespace Microsoft.ML;

public static partial class BatchNormCatalog
{
    /// <summary>
    /// Learns the mean and the standard deviation of each channel from the data, exactly, and normalizes by them: <c>y = (x - mean) / standardDeviation</c>.
    /// To preprocess images and tables, there is nothing more to choose.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to add: a vector with the input's dimensions, of Double if the input is and of Single otherwise.</param>
    /// <param name="inputColumnName">
    /// The column to normalize: an image of known size, a number, or a vector of known size; numbers are Single, Double or Byte. Null (default): the
    /// output column, in place.
    /// </param>
    /// <returns>An estimator that composes with every other.</returns>
    /// <remarks>
    /// Equal to <c>NormalizeBatch</c> with <see cref="BatchNormStatistics.Exact"/>, an epsilon of 0, no weight and bias, and
    /// <see cref="NonFiniteHandling.IgnoreValue"/>: NaN and infinities are ignored, and stay in the output. A constant channel gives 0.
    /// The variance is unbiased. The result depends neither on the order of the rows nor on the number of threads.
    /// </remarks>
    /// <exception cref="ArgumentNullException">The catalog is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A name is empty.</exception>
    /// <exception cref="InvalidOperationException">This process has loaded a version of ML.NET that the library does not support.</exception>
    public static BatchNormEstimator NormalizeChannels(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null)
    {
        MlNetVersion.Check();
        return Create(catalog, [Pair(outputColumnName, inputColumnName)], Learned());
    }

    /// <summary><see cref="NormalizeChannels(TransformsCatalog, string, string)"/> with options.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to add.</param>
    /// <param name="inputColumnName">The column to normalize; null for the output column, in place.</param>
    /// <param name="options">The options. They are used as given, including <see cref="BatchNormEstimator.Options.NonFinite"/>.</param>
    /// <returns>An estimator that composes with every other.</returns>
    /// <exception cref="ArgumentNullException">The catalog or the options are null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A name is empty, an option is out of its range, or <see cref="BatchNormEstimator.Options.Statistics"/> is not <see cref="BatchNormStatistics.Exact"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">This process has loaded a version of ML.NET that the library does not support.</exception>
    [OverloadResolutionPriority(-1)] // NormalizeChannels("Y", "X", null) means the normalization of images, as it always did.
    public static BatchNormEstimator NormalizeChannels(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, BatchNormEstimator.Options options)
    {
        MlNetVersion.Check();
        return Create(catalog, [Pair(outputColumnName, inputColumnName)], RequireExact(options));
    }

    /// <summary><see cref="NormalizeChannels(TransformsCatalog, string, string)"/> for several columns, which are learned in one pass over the data.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms</c>.</param>
    /// <param name="columns">The pairs of output and input columns, at least one; output names differ.</param>
    /// <param name="options">
    /// The options, as for <see cref="NormalizeChannels(TransformsCatalog, string, string, BatchNormEstimator.Options)"/>; null (default) for those of
    /// <see cref="NormalizeChannels(TransformsCatalog, string, string)"/>.
    /// </param>
    /// <returns>An estimator that composes with every other.</returns>
    /// <exception cref="ArgumentNullException">The catalog or the columns are null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A name is empty or given twice, an option is out of its range, or <see cref="BatchNormEstimator.Options.Statistics"/> is not
    /// <see cref="BatchNormStatistics.Exact"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">This process has loaded a version of ML.NET that the library does not support.</exception>
    public static BatchNormEstimator NormalizeChannels(
        this TransformsCatalog catalog, InputOutputColumnPair[] columns, BatchNormEstimator.Options? options = null)
    {
        MlNetVersion.Check();
        ArgumentNullException.ThrowIfNull(columns);
        return Create(catalog, columns, options is null ? Learned() : RequireExact(options));
    }

    private static BatchNormEstimator.Options Learned() => new()
    {
        Statistics = BatchNormStatistics.Exact,
        Epsilon = 0,
        Affine = false,
        NonFinite = NonFiniteHandling.IgnoreValue,
    };

    private static BatchNormEstimator.Options RequireExact(BatchNormEstimator.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Statistics == BatchNormStatistics.Exact ? options : throw Errors.Parameter(nameof(options),
            $"NormalizeChannels learns exact statistics, but options.Statistics is {options.Statistics}. Set it to Exact, or use NormalizeBatch.");
    }
}

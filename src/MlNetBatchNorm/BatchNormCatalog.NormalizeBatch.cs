using System.Runtime.CompilerServices;
using MlNetBatchNorm;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Arguments;

namespace Microsoft.ML;

public static partial class BatchNormCatalog
{
    /// <summary>
    /// Learns the mean and variance of each channel of a column and normalizes by them, with the names, defaults and meaning of
    /// torch.nn.BatchNorm1d, 2d and 3d.
    /// </summary>
    /// <remarks>
    /// <list type="table">
    /// <listheader><term>Characteristic</term><description></description></listheader>
    /// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>Yes, in one pass</description></item>
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
    ///     new { Area = 62f, Rooms = 3f },
    ///     new { Area = 64f, Rooms = 1f },
    ///     new { Area = 66f, Rooms = 2f },
    /// });
    /// var pipeline = mlContext.Transforms.Concatenate("Features", "Area", "Rooms")
    ///     .Append(mlContext.Transforms.NormalizeBatch("Normalized", "Features", epsilon: 0, statistics: BatchNormStatistics.Exact));
    ///
    /// // The means are 64 and 2, the standard deviations 2 and 1.
    /// IDataView normalized = pipeline.Fit(rows).Transform(rows);
    /// foreach (float[] row in normalized.GetColumn&lt;float[]&gt;("Normalized"))
    ///     Console.WriteLine($"{row[0],2} {row[1],2}");
    ///
    /// // Output:
    /// // -1  1
    /// //  0 -1
    /// //  1  0
    /// </code>
    /// </example>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to add: a vector with the input's dimensions, of Double if the input is and of Single otherwise.</param>
    /// <param name="inputColumnName">
    /// The column to normalize: an image of known size, a number, or a vector of known size: <c>[C]</c>, <c>[C, L]</c>, <c>[C, H, W]</c>,
    /// <c>[C, D, H, W]</c>, or with the channels last. Numbers are Single, Double or Byte. Null (default): the output column, in place.
    /// </param>
    /// <param name="batchSize">The number of consecutive rows per batch, at least 1; the last batch may be shorter. Default 32.</param>
    /// <param name="epsilon">Added to the variance; finite, 0 or more. Default 1e-5.</param>
    /// <param name="momentum">
    /// The weight of the new batch in the running statistics, from 0 to 1 (Keras' momentum is one minus this); null for the
    /// cumulative average over batches. Default 0.1.
    /// </param>
    /// <param name="affine">Whether there are a weight and a bias; ones and zeros unless options give others. Default true.</param>
    /// <param name="trackRunningStats">Whether statistics are learned (default); if not, each batch of rows is normalized by its own.</param>
    /// <param name="statistics">
    /// Which statistics are learned. Choose <see cref="BatchNormStatistics.Exact"/> to preprocess data. The default, PyTorch's running
    /// statistics, depends on batch size, momentum and the order of the rows.
    /// </param>
    /// <returns>An estimator that composes with every other.</returns>
    /// <exception cref="ArgumentNullException">The catalog is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A name is empty or an option is out of its range; every such option is named.</exception>
    /// <exception cref="InvalidOperationException">This process has loaded a version of ML.NET that the library does not support.</exception>
    public static BatchNormEstimator NormalizeBatch(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName = null,
        int batchSize = Defaults.BatchSize,
        float epsilon = Defaults.Epsilon,
        float? momentum = Defaults.Momentum,
        bool affine = Defaults.Affine,
        bool trackRunningStats = Defaults.TrackRunningStats,
        BatchNormStatistics statistics = BatchNormStatistics.Running)
    {
        MlNetVersion.Check();
        return Create(catalog, [Pair(outputColumnName, inputColumnName)], new BatchNormEstimator.Options
        {
            BatchSize = batchSize,
            Epsilon = epsilon,
            Momentum = momentum,
            Affine = affine,
            TrackRunningStats = trackRunningStats,
            Statistics = statistics,
        });
    }

    /// <summary>
    /// Learns the mean and variance of each channel of a column and normalizes by them, with every option: layout, initial weight and bias, bad rows,
    /// progress, cancellation, threads.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to add.</param>
    /// <param name="inputColumnName">The column to normalize; null for the output column, in place.</param>
    /// <param name="options">The options.</param>
    /// <returns>An estimator that composes with every other.</returns>
    /// <exception cref="ArgumentNullException">The catalog or the options are null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A name is empty or an option is out of its range; every such option is named.</exception>
    /// <exception cref="InvalidOperationException">This process has loaded a version of ML.NET that the library does not support.</exception>
    public static BatchNormEstimator NormalizeBatch(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, BatchNormEstimator.Options options)
    {
        MlNetVersion.Check();
        return Create(catalog, [Pair(outputColumnName, inputColumnName)], options);
    }

    /// <summary>Learns the mean and variance of each channel of a column and normalizes it in place, with every option.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to normalize in place.</param>
    /// <param name="options">The options.</param>
    /// <returns>An estimator that composes with every other.</returns>
    /// <exception cref="ArgumentNullException">The catalog or the options are null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The name is empty or an option is out of its range; every such option is named.</exception>
    /// <exception cref="InvalidOperationException">This process has loaded a version of ML.NET that the library does not support.</exception>
    [OverloadResolutionPriority(-1)] // NormalizeBatch("Y", null) means the input column's name.
    public static BatchNormEstimator NormalizeBatch(this TransformsCatalog catalog, string outputColumnName, BatchNormEstimator.Options options) =>
        catalog.NormalizeBatch(outputColumnName, inputColumnName: null, options);

    /// <summary>Normalizes several columns with the same options, fitted in one pass over the data.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms</c>.</param>
    /// <param name="columns">The pairs of output and input columns, at least one; output names differ.</param>
    /// <param name="options">The options; null (default) for the defaults.</param>
    /// <returns>An estimator that composes with every other.</returns>
    /// <exception cref="ArgumentNullException">The catalog or the columns are null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A name is empty or given twice, or an option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">This process has loaded a version of ML.NET that the library does not support.</exception>
    public static BatchNormEstimator NormalizeBatch(
        this TransformsCatalog catalog, InputOutputColumnPair[] columns, BatchNormEstimator.Options? options = null)
    {
        MlNetVersion.Check();
        ArgumentNullException.ThrowIfNull(columns);
        return Create(catalog, columns, options ?? new BatchNormEstimator.Options());
    }

    /// <summary>Normalizes by given parameters, such as those of a trained PyTorch model; nothing is learned.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to add.</param>
    /// <param name="inputColumnName">The column to normalize; null for the output column, in place.</param>
    /// <param name="parameters">
    /// The parameters; the column must have as many channels. An image column is read in the order of
    /// <see cref="BatchNormParameters.ImageChannels"/>.
    /// </param>
    /// <param name="imageChannels">
    /// The channels of an image column to read, in order, for parameters that do not specify them; no effect on vectors. Null (default): gray, with a
    /// warning, for one channel, RGB for three, RGBA for four.
    /// </param>
    /// <returns>An estimator that composes with every other; fitting it reads no rows.</returns>
    /// <exception cref="ArgumentNullException">The catalog or the parameters are null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A name is empty, the parameters hold no statistics, or <paramref name="imageChannels"/> differs from their order.
    /// </exception>
    /// <exception cref="InvalidOperationException">This process has loaded a version of ML.NET that the library does not support.</exception>
    public static BatchNormEstimator NormalizeBatch(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName,
        BatchNormParameters parameters,
        ImageChannels? imageChannels = null)
    {
        MlNetVersion.Check();
        ArgumentNullException.ThrowIfNull(parameters);
        return Create(catalog, [Pair(outputColumnName, inputColumnName)], parameters, imageChannels);
    }
}

using System.Runtime.CompilerServices;
using Microsoft.ML.Data;
using MlNetBatchNorm;
using MlNetBatchNorm.Access;

namespace Microsoft.ML;

/// <summary>Per-channel normalization among the transforms of an <see cref="MLContext"/>.</summary>
public static class BatchNormCatalog
{
    /// <summary>
    /// Learns the mean and variance of each channel of a column and normalizes by them, with the names, defaults and meaning of
    /// torch.nn.BatchNorm1d, 2d and 3d.
    /// </summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to make: a vector of Single with the input's dimensions (of Double where the input is).</param>
    /// <param name="inputColumnName">
    /// The column to normalize: a vector of Single, Double or Byte of known size, <c>[C]</c>, <c>[C, L]</c>, <c>[C, H, W]</c> or
    /// <c>[C, D, H, W]</c>, or with the channel last. Null: the output column's name, in place.
    /// </param>
    /// <param name="batchSize">How many consecutive rows make a batch, at least 1; the last may be shorter.</param>
    /// <param name="epsilon">Added to the variance; finite, 0 or more.</param>
    /// <param name="momentum">
    /// The weight of the new batch in the running statistics, from 0 to 1 (Keras' momentum is one minus this); null for the cumulative average.
    /// </param>
    /// <param name="affine">Whether there are a weight and a bias, ones and zeros at first.</param>
    /// <param name="trackRunningStats">Whether statistics are learned; if not, each batch of rows is normalized by its own.</param>
    /// <returns>An estimator that appends to, and is appended by, any other.</returns>
    /// <exception cref="ArgumentNullException">The catalog is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A name is empty or an option is out of its range; every such option is named.</exception>
    /// <exception cref="InvalidOperationException">This process has loaded an ML.NET that the library is not made for.</exception>
    public static BatchNormEstimator NormalizeBatch(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName = null,
        int batchSize = Defaults.BatchSize,
        float epsilon = Defaults.Epsilon,
        float? momentum = Defaults.Momentum,
        bool affine = Defaults.Affine,
        bool trackRunningStats = Defaults.TrackRunningStats)
    {
        MlNetVersion.Check();
        return Create(catalog, [Pair(outputColumnName, inputColumnName)], new BatchNormEstimator.Options
        {
            BatchSize = batchSize,
            Epsilon = epsilon,
            Momentum = momentum,
            Affine = affine,
            TrackRunningStats = trackRunningStats,
        });
    }

    /// <summary>
    /// <see cref="NormalizeBatch(TransformsCatalog, string, string, int, float, float?, bool, bool)"/> with every option there is.
    /// </summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to make.</param>
    /// <param name="inputColumnName">The column to normalize; null for the output column's name, in place.</param>
    /// <param name="options">What to do.</param>
    /// <returns>An estimator that appends to, and is appended by, any other.</returns>
    /// <exception cref="ArgumentNullException">The catalog or the options are null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A name is empty or an option is out of its range; every such option is named.</exception>
    /// <exception cref="InvalidOperationException">This process has loaded an ML.NET that the library is not made for.</exception>
    public static BatchNormEstimator NormalizeBatch(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, BatchNormEstimator.Options options)
    {
        MlNetVersion.Check();
        return Create(catalog, [Pair(outputColumnName, inputColumnName)], options);
    }

    /// <summary>Normalizes several columns alike, fitted in one pass over the data.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="columns">The pairs of output and input columns, at least one; each output has its own name.</param>
    /// <param name="options">What to do; null for the defaults.</param>
    /// <returns>An estimator that appends to, and is appended by, any other.</returns>
    /// <exception cref="ArgumentNullException">The catalog or the columns are null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A name is empty or given twice, or an option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">This process has loaded an ML.NET that the library is not made for.</exception>
    public static BatchNormEstimator NormalizeBatch(
        this TransformsCatalog catalog, InputOutputColumnPair[] columns, BatchNormEstimator.Options? options = null)
    {
        MlNetVersion.Check();
        ArgumentNullException.ThrowIfNull(columns);
        return Create(catalog, columns, options ?? new BatchNormEstimator.Options());
    }

    private static InputOutputColumnPair Pair(string outputColumnName, string? inputColumnName)
    {
        ColumnPairsValidation.CheckName(nameof(outputColumnName), outputColumnName);
        return new InputOutputColumnPair(outputColumnName, inputColumnName ?? outputColumnName);
    }

    // Not inlined: with another ML.NET, what stands here must not even be compiled before the version was checked.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static BatchNormEstimator Create(
        TransformsCatalog catalog, IReadOnlyList<InputOutputColumnPair> columns, BatchNormEstimator.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new BatchNormEstimator(catalog.GetEnvironment(), columns, options);
    }
}

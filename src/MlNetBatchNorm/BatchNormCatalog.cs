using System.Runtime.CompilerServices;
using Microsoft.ML.Data;
using MlNetBatchNorm;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.Fitting;

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

    /// <summary>Normalizes by parameters that come from elsewhere, such as a trained PyTorch model; nothing is learned.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to make.</param>
    /// <param name="inputColumnName">The column to normalize; null for the output column's name, in place.</param>
    /// <param name="parameters">The parameters; the column must have as many channels.</param>
    /// <returns>An estimator that appends to, and is appended by, any other; fitting it reads no rows.</returns>
    /// <exception cref="ArgumentNullException">The catalog or the parameters are null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A name is empty, or the parameters hold no statistics.</exception>
    /// <exception cref="InvalidOperationException">This process has loaded an ML.NET that the library is not made for.</exception>
    public static BatchNormEstimator NormalizeBatch(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName, BatchNormParameters parameters)
    {
        MlNetVersion.Check();
        ArgumentNullException.ThrowIfNull(parameters);
        return Create(catalog, Pair(outputColumnName, inputColumnName), parameters, ImageChannels.Rgb);
    }

    /// <summary>
    /// Normalizes by statistics known beforehand, as torchvision.transforms.Normalize does: <c>y = (x - mean) / standardDeviation</c>, channel
    /// by channel.
    /// </summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to make: a vector of Single with the input's dimensions (of Double where the input is).</param>
    /// <param name="inputColumnName">The column to normalize; null for the output column's name, in place. Of an image, RGB is read.</param>
    /// <param name="mean">The mean of each channel, in the column's units; at least one value, finite.</param>
    /// <param name="standardDeviation">The standard deviation of each channel, in the column's units; as many, finite and more than 0.</param>
    /// <param name="layout">Where the channels stand among the column's dimensions.</param>
    /// <returns>An estimator that appends to, and is appended by, any other; fitting it reads no rows.</returns>
    /// <exception cref="ArgumentNullException">The catalog, the mean or the deviation is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A name is empty, or a value is not as described.</exception>
    /// <exception cref="InvalidOperationException">This process has loaded an ML.NET that the library is not made for.</exception>
    public static BatchNormEstimator NormalizeChannels(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName,
        IReadOnlyList<float> mean,
        IReadOnlyList<float> standardDeviation,
        ChannelLayout layout = ChannelLayout.Auto)
    {
        MlNetVersion.Check();
        return Create(catalog, Pair(outputColumnName, inputColumnName), KnownStatistics.Create(mean, standardDeviation, layout), ImageChannels.Rgb);
    }

    /// <summary>Turns pixels from 0 to 255, or images, into what a trained model expects.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to make: a vector of Single.</param>
    /// <param name="inputColumnName">
    /// An image column, or pixels from 0 to 255 in the order of <see cref="ImageNormalization.Channels"/>; null for the output column's name.
    /// </param>
    /// <param name="normalization">What the model expects, such as <see cref="ImageNormalization.ImageNet"/>.</param>
    /// <param name="layout">Where the channels stand among the column's dimensions; of an image: where they are put, first by default.</param>
    /// <returns>An estimator that appends to, and is appended by, any other; fitting it reads no rows.</returns>
    /// <exception cref="ArgumentNullException">The catalog or the normalization is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A name is empty.</exception>
    /// <exception cref="InvalidOperationException">This process has loaded an ML.NET that the library is not made for.</exception>
    public static BatchNormEstimator NormalizeChannels(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName,
        ImageNormalization normalization,
        ChannelLayout layout = ChannelLayout.Auto)
    {
        MlNetVersion.Check();
        ArgumentNullException.ThrowIfNull(normalization);
        return Create(catalog, Pair(outputColumnName, inputColumnName),
            KnownStatistics.Create(normalization.Mean, normalization.StandardDeviation, layout), normalization.Channels);
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
        ColumnPairsValidation.Check(columns);
        OptionsValidation.Check(options);
        ColumnSource source = options.Statistics == BatchNormStatistics.Exact
            ? new ExactColumns(columns, options)
            : new RunningColumns(columns, options);
        return new BatchNormEstimator(catalog.GetEnvironment(), source);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static BatchNormEstimator Create(
        TransformsCatalog catalog, InputOutputColumnPair column, BatchNormParameters parameters, ImageChannels imageChannels)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ColumnPairsValidation.Check([column]);
        ParametersValidation.RequireStatistics(nameof(parameters), parameters);
        return new BatchNormEstimator(catalog.GetEnvironment(), new KnownColumns([column], parameters, imageChannels));
    }
}

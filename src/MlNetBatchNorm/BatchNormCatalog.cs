using System.Runtime.CompilerServices;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
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
    /// <param name="statistics">
    /// Which statistics are learned. Choose <see cref="BatchNormStatistics.Exact"/> to preprocess data; the default, PyTorch's running
    /// statistics, depends on the batch size, the momentum and the order of the rows.
    /// </param>
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
    /// <see cref="NormalizeBatch(TransformsCatalog, string, string, int, float, float?, bool, bool, BatchNormStatistics)"/> with every option there is.
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

    /// <summary>
    /// <see cref="NormalizeBatch(TransformsCatalog, string, string, BatchNormEstimator.Options)"/> of a column in place.
    /// </summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to normalize, which the normalized one replaces.</param>
    /// <param name="options">What to do.</param>
    /// <returns>An estimator that appends to, and is appended by, any other.</returns>
    /// <exception cref="ArgumentNullException">The catalog or the options are null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The name is empty or an option is out of its range; every such option is named.</exception>
    /// <exception cref="InvalidOperationException">This process has loaded an ML.NET that the library is not made for.</exception>
    [OverloadResolutionPriority(-1)] // Of a null, NormalizeBatch("Y", null), the input column's name is meant.
    public static BatchNormEstimator NormalizeBatch(this TransformsCatalog catalog, string outputColumnName, BatchNormEstimator.Options options) =>
        catalog.NormalizeBatch(outputColumnName, inputColumnName: null, options);

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
        return Create(catalog, [Pair(outputColumnName, inputColumnName)], parameters, ImageChannels.Rgb);
    }

    /// <summary>
    /// Normalizes with statistics known beforehand, as torchvision.transforms.Normalize does, per channel:
    /// <c>y = (x * scale - mean) / standardDeviation</c>.
    /// </summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to make: a vector of Single with the input's dimensions (of Double where the input is).</param>
    /// <param name="inputColumnName">The column to normalize; null for the output column's name, in place.</param>
    /// <param name="mean">The mean per channel, of values multiplied by <paramref name="scale"/>; at least one value, finite.</param>
    /// <param name="standardDeviation">The standard deviation per channel, of the same values; as many, finite and more than 0.</param>
    /// <param name="layout">Which of the column's dimensions is the channel; of an image column: which it becomes, the first by default.</param>
    /// <param name="imageChannels">
    /// Which channels are read from an image column, in which order; no effect on vectors. Null (default): gray if there is one mean, RGB for
    /// three, RGBA for four.
    /// </param>
    /// <param name="scale">
    /// What values are multiplied by first: 1 (default) where the statistics are in the column's units, <c>1 / 255f</c> for statistics of
    /// pixels from 0 to 1, such as torchvision's, on images or pixels from 0 to 255. Finite and more than 0.
    /// </param>
    /// <returns>
    /// An estimator that composes with every other. Fitting it reads no rows, except one where the statistics look like those of pixels in
    /// other units than the column's: then the log warns.
    /// </returns>
    /// <exception cref="ArgumentNullException">The catalog, the mean or the deviation is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A name is empty, or a value is not as described.</exception>
    /// <exception cref="InvalidOperationException">This process has loaded an ML.NET that the library is not made for.</exception>
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
    /// <see cref="NormalizeChannels(TransformsCatalog, string, string, IReadOnlyList{float}, IReadOnlyList{float}, ChannelLayout, ImageChannels?, float)"/>
    /// for several columns.
    /// </summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="columns">The pairs of output and input columns, at least one; each output has its own name.</param>
    /// <param name="mean">The mean per channel.</param>
    /// <param name="standardDeviation">The standard deviation per channel.</param>
    /// <param name="layout">Which of the columns' dimensions is the channel.</param>
    /// <param name="imageChannels">Which channels are read from image columns; null (default) for as many as there are means.</param>
    /// <param name="scale">What values are multiplied by first.</param>
    /// <returns>An estimator that composes with every other.</returns>
    /// <exception cref="ArgumentNullException">The catalog, the columns, the mean or the deviation is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A name is empty or given twice, or a value is not as described.</exception>
    /// <exception cref="InvalidOperationException">This process has loaded an ML.NET that the library is not made for.</exception>
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

    /// <summary>Turns pixels from 0 to 255, or images, into what a trained model expects.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to make: a vector of Single.</param>
    /// <param name="inputColumnName">
    /// An image column, or pixels from 0 to 255 in the order of <see cref="ImageNormalization.Channels"/>; null for the output column's name.
    /// </param>
    /// <param name="normalization">What the model expects, such as <see cref="ImageNormalization.ImageNet"/>.</param>
    /// <param name="layout">Which of the column's dimensions is the channel; of an image column: which it becomes, the first by default.</param>
    /// <returns>
    /// An estimator that composes with every other. Fitting it reads no rows of images, and at most one row of vectors, to warn if they do not
    /// look like pixels from 0 to 255.
    /// </returns>
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
        return Create(catalog, [Pair(outputColumnName, inputColumnName)], normalization.Statistics, layout, normalization.Channels);
    }

    /// <summary><see cref="NormalizeChannels(TransformsCatalog, string, string, ImageNormalization, ChannelLayout)"/> for several columns.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="columns">The pairs of output and input columns, at least one; each output has its own name.</param>
    /// <param name="normalization">What the model expects.</param>
    /// <param name="layout">Which of the columns' dimensions is the channel.</param>
    /// <returns>An estimator that composes with every other.</returns>
    /// <exception cref="ArgumentNullException">The catalog, the columns or the normalization is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A name is empty or given twice.</exception>
    /// <exception cref="InvalidOperationException">This process has loaded an ML.NET that the library is not made for.</exception>
    public static BatchNormEstimator NormalizeChannels(
        this TransformsCatalog catalog, InputOutputColumnPair[] columns, ImageNormalization normalization, ChannelLayout layout = ChannelLayout.Auto)
    {
        MlNetVersion.Check();
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(normalization);
        return Create(catalog, columns, normalization.Statistics, layout, normalization.Channels);
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
        return Create(catalog.GetEnvironment(), columns, options);
    }

    internal static BatchNormEstimator Create(IHostEnvironment env, IReadOnlyList<InputOutputColumnPair> columns, BatchNormEstimator.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ColumnPairsValidation.Check(columns);
        OptionsValidation.Check(options);
        ColumnSource source = options.Statistics == BatchNormStatistics.Exact
            ? new ExactColumns(columns, options)
            : new RunningColumns(columns, options);
        return new BatchNormEstimator(env, source);
    }

    private static BatchNormEstimator Create(
        TransformsCatalog catalog, InputOutputColumnPair[] columns, KnownStatistics known, ChannelLayout layout, ImageChannels? imageChannels) =>
        Create(catalog, columns, known.ToParameters(layout), known.ImageChannels(imageChannels, nameof(imageChannels)), areOfPixels: true);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static BatchNormEstimator Create(
        TransformsCatalog catalog, InputOutputColumnPair[] columns, BatchNormParameters parameters, ImageChannels imageChannels, bool areOfPixels = false)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ColumnPairsValidation.Check(columns);
        ParametersValidation.RequireStatistics(nameof(parameters), parameters);
        return new BatchNormEstimator(catalog.GetEnvironment(), new KnownColumns(columns, parameters, imageChannels, areOfPixels));
    }
}

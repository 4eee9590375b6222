using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Text.Json.Serialization;
using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.Numerics;
using MlNetBatchNorm.Numerics.Affine;
using MlNetBatchNorm.Persistence;

namespace MlNetBatchNorm;

/// <summary>
/// The parameters of one column, per channel: <c>y = (x - running mean) / sqrt(running variance + epsilon) * weight + bias</c>. Ioffe and Szegedy, "Batch Normalization", 2015; names and meaning as in torch.nn.BatchNorm.
/// </summary>
/// <remarks>Immutable, and safe for use by any number of threads.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
[JsonConverter(typeof(ParametersJson))]
public sealed partial class BatchNormParameters
{
    /// <summary>Makes parameters from known values, such as those of a trained PyTorch model.</summary>
    /// <param name="runningMean">The mean per channel, <c>[C]</c>, at least one; finite.</param>
    /// <param name="runningVariance">The variance per channel, <c>[C]</c>; finite, 0 or more.</param>
    /// <param name="weight">The weight (gamma) per channel, <c>[C]</c>; finite. Null (default) for none.</param>
    /// <param name="bias">The bias (beta) per channel, <c>[C]</c>; finite. Null if and only if the weight is.</param>
    /// <param name="epsilon">Added to the variance; finite, 0 or more. Default 1e-5.</param>
    /// <param name="momentum">The weight of a new batch if a fit continues from here, from 0 to 1; null for the cumulative average. Default 0.1.</param>
    /// <param name="numBatchesTracked">The number of batches that the statistics come from, 0 or more. Default 0.</param>
    /// <param name="layout">Which dimension of the column is the channel. Default: decided by the dimensions.</param>
    /// <param name="imageChannels">
    /// The order of the channels, if they are those of images; as many as there are means. Null (default): not known, or not of images.
    /// </param>
    /// <exception cref="ArgumentNullException">The mean or the variance is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range; the message names it and the channel.</exception>
    public BatchNormParameters(
        IReadOnlyList<float> runningMean,
        IReadOnlyList<float> runningVariance,
        IReadOnlyList<float>? weight = null,
        IReadOnlyList<float>? bias = null,
        float epsilon = Defaults.Epsilon,
        float? momentum = Defaults.Momentum,
        long numBatchesTracked = 0,
        ChannelLayout layout = ChannelLayout.Auto,
        ImageChannels? imageChannels = null)
    {
        ArgumentNullException.ThrowIfNull(runningMean);
        ArgumentNullException.ThrowIfNull(runningVariance);
        NumFeatures = runningMean.Count;
        RunningMean = Keep(runningMean);
        RunningVariance = Keep(runningVariance);
        Weight = weight is null ? null : Keep(weight);
        Bias = bias is null ? null : Keep(bias);
        Epsilon = epsilon;
        Momentum = momentum;
        NumBatchesTracked = numBatchesTracked;
        Layout = layout;
        ImageChannels = imageChannels;
        ParametersValidation.Check(this);
    }

    /// <summary>The result of a fit; unchecked, because <see cref="NonFiniteHandling.Propagate"/> may have let statistics become NaN or infinite.</summary>
    internal BatchNormParameters(
        int numFeatures,
        ImmutableArray<float> runningMean,
        ImmutableArray<float> runningVariance,
        ImmutableArray<float>? weight,
        ImmutableArray<float>? bias,
        float epsilon,
        float? momentum,
        long numBatchesTracked,
        ChannelLayout layout,
        ImageChannels? imageChannels = null)
    {
        NumFeatures = numFeatures;
        RunningMean = runningMean;
        RunningVariance = runningVariance;
        Weight = weight;
        Bias = bias;
        Epsilon = epsilon;
        Momentum = momentum;
        NumBatchesTracked = numBatchesTracked;
        Layout = layout;
        ImageChannels = imageChannels;
    }

    private BatchNormParameters(BatchNormParameters other)
        : this(other.NumFeatures, other.RunningMean, other.RunningVariance, other.Weight, other.Bias, other.Epsilon, other.Momentum, other.NumBatchesTracked,
            other.Layout, other.ImageChannels)
    {
        RowCount = other.RowCount;
        Doubles = other.Doubles;
    }

    /// <summary>The number of channels, at least 1.</summary>
    public int NumFeatures { get; }

    /// <summary>Which dimension of the column is the channel; never <see cref="ChannelLayout.Auto"/> once fitted.</summary>
    public ChannelLayout Layout { get; private init; }

    /// <summary>
    /// The order of the channels of an image column, in which <c>NormalizeBatch</c> reads other images; null for a column of numbers, and for
    /// parameters from a file that does not store it.
    /// </summary>
    public ImageChannels? ImageChannels { get; private init; }

    /// <summary>The value added to the variance before the square root is taken.</summary>
    public float Epsilon { get; }

    /// <summary>The weight of a new batch in the running statistics; null for the cumulative average.</summary>
    public float? Momentum { get; }

    /// <summary>The number of batches that the statistics come from: PyTorch's num_batches_tracked.</summary>
    public long NumBatchesTracked { get; }

    /// <summary>The number of rows that exact statistics (<see cref="BatchNormStatistics.Exact"/>) come from; null for running statistics, which count batches.</summary>
    public long? RowCount { get; private init; }

    /// <summary>The mean per channel, <c>[C]</c>, in the column's units; empty if no statistics are tracked.</summary>
    public ImmutableArray<float> RunningMean { get; }

    /// <summary>
    /// The unbiased variance per channel, <c>[C]</c>, in the column's units squared; empty if no statistics are tracked.
    /// </summary>
    public ImmutableArray<float> RunningVariance { get; }

    /// <summary>
    /// The weight (gamma) per channel, <c>[C]</c>; null for <c>affine: false</c>, like None in PyTorch. Index it as <c>Weight?[0]</c>, or use
    /// <see cref="Scale"/>, which is never null.
    /// </summary>
    public ImmutableArray<float>? Weight { get; }

    /// <summary>
    /// The bias (beta) per channel, <c>[C]</c>; null for <c>affine: false</c>. Index it as <c>Bias?[0]</c>, or use <see cref="Offset"/>, which
    /// is never null.
    /// </summary>
    public ImmutableArray<float>? Bias { get; }

    /// <summary>
    /// The standard deviation per channel, <c>[C]</c>, in the column's units: the square root of <see cref="RunningVariance"/>. Computed on each
    /// call; empty if no statistics are tracked.
    /// </summary>
    public ImmutableArray<float> StandardDeviation => [.. RunningVariance.Select((variance, c) => Doubles is null ? MathF.Sqrt(variance) : (float)Math.Sqrt(VarianceOf(c)))];

    /// <summary>
    /// The factor in <c>y = (x - offset) * scale</c> per channel, <c>[C]</c>: <c>weight / sqrt(running variance + epsilon)</c>. Computed on each
    /// call; empty if no statistics are tracked. 0 for a constant channel with an epsilon of 0, which gives its bias.
    /// </summary>
    /// <remarks>Like the scale in <c>GetNormalizerModelParameters</c> of ML.NET's normalizers, but per channel instead of per slot.</remarks>
    public ImmutableArray<float> Scale => [.. Enumerable.Range(0, RunningMean.Length).Select(c => (float)ScaleOf(c))];

    /// <summary>
    /// The offset in <c>y = (x - offset) * scale</c> per channel, <c>[C]</c>: <c>running mean - bias / scale</c>. Computed on each call; empty if
    /// no statistics are tracked. The running mean where the scale is 0.
    /// </summary>
    public ImmutableArray<float> Offset => [.. Enumerable.Range(0, RunningMean.Length).Select(OffsetOf)];

    /// <summary>Whether the parameters have running statistics.</summary>
    internal bool TracksRunningStats => !RunningMean.IsEmpty;

    /// <summary>Whether the parameters have a weight and a bias.</summary>
    internal bool IsAffine => Weight.HasValue;

    /// <summary>The weight and the bias with the values that they have where there are none, in double precision where that is known.</summary>
    internal ChannelAffine Affine => Doubles is { } doubles
        ? new(SpanOf(doubles.Weight), SpanOf(doubles.Bias), Widening.AsWritten(Epsilon))
        : new(SpanOf(Weight), SpanOf(Bias), Epsilon);

    /// <summary>Whether there is something to divide a channel by.</summary>
    internal bool HasDeviation(int channel) => VarianceOf(channel) + Epsilon != 0;

    /// <summary>The mean of a channel, in double precision where that is known.</summary>
    internal double MeanOf(int channel) => Doubles is { } doubles ? doubles.RunningMean[channel] : RunningMean[channel];

    /// <summary>The variance of a channel, in double precision where that is known.</summary>
    internal double VarianceOf(int channel) => Doubles is { } doubles ? doubles.RunningVariance[channel] : RunningVariance[channel];

    /// <summary>The factor of a channel's values once the mean is subtracted: <c>weight / sqrt(running variance + epsilon)</c>.</summary>
    internal double ScaleOf(int channel) => Affine.Scale(channel, VarianceOf(channel));

    /// <summary>The map that normalizes by the running statistics.</summary>
    internal AffineMap<T> ToMap<T>(ChannelShape shape) where T : unmanaged, IFloatingPointIeee754<T> => Doubles is { } doubles
        ? Affine.ToMap<T, double>(shape, doubles.RunningMean.AsSpan(), doubles.RunningVariance.AsSpan())
        : Affine.ToMap<T, float>(shape, RunningMean.AsSpan(), RunningVariance.AsSpan());

    /// <summary>The same parameters of a column that is read in this way; doubles are kept where the column is of doubles.</summary>
    internal BatchNormParameters ForColumn(ChannelLayout layout, ImageChannels? imageChannels, bool ofDoubles) =>
        new(this) { Layout = layout, ImageChannels = imageChannels, Doubles = ofDoubles ? Doubles : null };

    internal BatchNormParameters WithRowCount(long? rows) => new(this) { RowCount = rows };

    /// <summary>The number and order of the channels, the number of batches, and the mean and standard deviation of the first channels, on one line.</summary>
    public override string ToString()
    {
        const int shown = 4;
        IEnumerable<string> channels = Enumerable.Range(0, Math.Min(shown, RunningMean.Length)).Select(channel =>
            string.Create(CultureInfo.InvariantCulture, $"{MeanOf(channel):g5} ± {Math.Sqrt(VarianceOf(channel)):g5}"));
        string more = RunningMean.Length > shown ? ", …" : "";
        string statistics = !TracksRunningStats ? "each batch by its own statistics" : $"mean ± deviation: {string.Join(", ", channels)}{more}";
        string order = ImageChannels is { } known ? $" ({known})" : "";
        return $"{Count(NumFeatures, "channel", "channels")}{order}, {Layout}, {Count(NumBatchesTracked, "batch", "batches")}; {statistics}";
    }

    private static string Count(long count, string one, string several) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : several)}");

    /// <summary>A copy, unless nobody can change the values.</summary>
    private static ImmutableArray<float> Keep(IReadOnlyList<float> values) => values is ImmutableArray<float> immutable ? immutable : [.. values];

    private float OffsetOf(int channel) =>
        (float)(ScaleOf(channel) is var scale && scale == 0 ? MeanOf(channel) : MeanOf(channel) - (Affine.Bias(channel) / scale));

    private static ReadOnlySpan<T> SpanOf<T>(ImmutableArray<T>? values) => values is { } found ? found.AsSpan() : default;
}

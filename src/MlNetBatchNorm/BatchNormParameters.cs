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
/// What was learned of one column: the map <c>y = (x - running mean) / sqrt(running variance + epsilon) * weight + bias</c>, channel by
/// channel. Ioffe and Szegedy, "Batch Normalization", 2015; names and meaning as in torch.nn.BatchNorm.
/// </summary>
/// <remarks>Immutable, and safe for use by any number of threads.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
[JsonConverter(typeof(ParametersJson))]
public sealed partial class BatchNormParameters
{
    /// <summary>Parameters that come from elsewhere, such as a trained PyTorch model.</summary>
    /// <param name="runningMean">The mean of each channel, at least one; finite.</param>
    /// <param name="runningVariance">The variance of each channel, as long as the mean; finite, 0 or more.</param>
    /// <param name="weight">The weight (gamma) of each channel, as long as the mean and finite; null for none.</param>
    /// <param name="bias">The bias (beta) of each channel, as long as the mean and finite; null if and only if the weight is.</param>
    /// <param name="epsilon">Added to the variance; finite, 0 or more, and more than 0 where a variance is 0.</param>
    /// <param name="momentum">The weight of a new batch, from 0 to 1, should a fit go on from here; null for the cumulative average.</param>
    /// <param name="numBatchesTracked">How many batches the statistics come from, 0 or more.</param>
    /// <param name="layout">Where the channels stand among the column's dimensions.</param>
    /// <exception cref="ArgumentNullException">The mean or the variance is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is not as described; the message names it and the channel.</exception>
    public BatchNormParameters(
        IReadOnlyList<float> runningMean,
        IReadOnlyList<float> runningVariance,
        IReadOnlyList<float>? weight = null,
        IReadOnlyList<float>? bias = null,
        float epsilon = Defaults.Epsilon,
        float? momentum = Defaults.Momentum,
        long numBatchesTracked = 0,
        ChannelLayout layout = ChannelLayout.Auto)
    {
        ArgumentNullException.ThrowIfNull(runningMean);
        ArgumentNullException.ThrowIfNull(runningVariance);
        NumFeatures = runningMean.Count;
        RunningMean = [.. runningMean];
        RunningVariance = [.. runningVariance];
        Weight = weight is null ? null : [.. weight];
        Bias = bias is null ? null : [.. bias];
        Epsilon = epsilon;
        Momentum = momentum;
        NumBatchesTracked = numBatchesTracked;
        Layout = layout;
        ParametersValidation.Check(this);
    }

    /// <summary>What a fit gives; unchecked, for <see cref="NonFiniteHandling.Propagate"/> may have made statistics that are not finite.</summary>
    internal BatchNormParameters(
        int numFeatures,
        ImmutableArray<float> runningMean,
        ImmutableArray<float> runningVariance,
        ImmutableArray<float>? weight,
        ImmutableArray<float>? bias,
        float epsilon,
        float? momentum,
        long numBatchesTracked,
        ChannelLayout layout)
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
    }

    /// <summary>The number of channels, at least 1.</summary>
    public int NumFeatures { get; }

    /// <summary>Where the channels stand among the column's dimensions; never <see cref="ChannelLayout.Auto"/> once fitted.</summary>
    public ChannelLayout Layout { get; }

    /// <summary>What is added to the variance before the square root is taken.</summary>
    public float Epsilon { get; }

    /// <summary>The weight of a new batch in the running statistics; null for the cumulative average.</summary>
    public float? Momentum { get; }

    /// <summary>How many batches the statistics come from; PyTorch's num_batches_tracked.</summary>
    public long NumBatchesTracked { get; }

    /// <summary>How many rows the statistics come from, where they are exact (<see cref="BatchNormStatistics.Exact"/>); null for others, which count batches.</summary>
    public long? RowCount { get; private init; }

    /// <summary>The mean of each channel, in the column's units; <see cref="NumFeatures"/> long, or empty where no statistics are tracked.</summary>
    public ImmutableArray<float> RunningMean { get; }

    /// <summary>
    /// The variance of each channel (unbiased), in the column's units squared; <see cref="NumFeatures"/> long, or empty where no statistics
    /// are tracked.
    /// </summary>
    public ImmutableArray<float> RunningVariance { get; }

    /// <summary>
    /// The weight (gamma) of each channel, <see cref="NumFeatures"/> long; null where <c>affine: false</c>, as it is None in PyTorch: index it
    /// as <c>Weight?[0]</c>, or see <see cref="Scale"/>, which is never null.
    /// </summary>
    public ImmutableArray<float>? Weight { get; }

    /// <summary>
    /// The bias (beta) of each channel, <see cref="NumFeatures"/> long; null where <c>affine: false</c>: index it as <c>Bias?[0]</c>, or see
    /// <see cref="Offset"/>, which is never null.
    /// </summary>
    public ImmutableArray<float>? Bias { get; }

    /// <summary>
    /// The standard deviation per channel, in the column's units: the square root of <see cref="RunningVariance"/>; as long, computed when
    /// asked for.
    /// </summary>
    public ImmutableArray<float> StandardDeviation => [.. RunningVariance.Select(MathF.Sqrt)];

    /// <summary>
    /// The factor in <c>y = (x - offset) * scale</c>, which is <c>weight / sqrt(running variance + epsilon)</c>, per channel; as long as
    /// <see cref="RunningMean"/>, computed when asked for. 0 for a constant channel where epsilon is 0: that channel gives its bias.
    /// </summary>
    /// <remarks>What ML.NET's <c>GetNormalizerModelParameters</c> gives of its own normalizers, per channel instead of per slot.</remarks>
    public ImmutableArray<float> Scale => [.. Enumerable.Range(0, RunningMean.Length).Select(c => (float)ScaleOf(c))];

    /// <summary>
    /// The offset in <c>y = (x - offset) * scale</c>, which is <c>running mean - bias / scale</c>, per channel; as long as
    /// <see cref="RunningMean"/>, computed when asked for. The running mean where the scale is 0.
    /// </summary>
    public ImmutableArray<float> Offset => [.. Enumerable.Range(0, RunningMean.Length).Select(OffsetOf)];

    /// <summary>Whether there are statistics to normalize by.</summary>
    internal bool TracksRunningStats => !RunningMean.IsEmpty;

    /// <summary>Whether there are a weight and a bias.</summary>
    internal bool IsAffine => Weight.HasValue;

    /// <summary>The weight and the bias with the values that they have where there are none.</summary>
    internal ChannelAffine Affine => new(SpanOf(Weight), SpanOf(Bias), Epsilon);

    internal ImmutableArray<float> WeightOrOnes => Weight ?? [.. Enumerable.Repeat(1f, NumFeatures)];

    internal ImmutableArray<float> BiasOrZeros => Bias ?? [.. Enumerable.Repeat(0f, NumFeatures)];

    /// <summary>Whether there is something to divide a channel by.</summary>
    internal bool HasDeviation(int channel) => RunningVariance[channel] + (double)Epsilon != 0;

    /// <summary>The factor of a channel's values once the mean is subtracted: <c>weight / sqrt(running variance + epsilon)</c>.</summary>
    internal double ScaleOf(int channel) => Affine.Scale(channel, RunningVariance[channel]);

    /// <summary>The map that normalizes by the running statistics.</summary>
    internal AffineMap<T> ToMap<T>(ChannelShape shape) where T : unmanaged, IFloatingPointIeee754<T> =>
        Affine.ToMap<T, float>(shape, RunningMean.AsSpan(), RunningVariance.AsSpan());

    internal BatchNormParameters WithLayout(ChannelLayout layout) =>
        new(NumFeatures, RunningMean, RunningVariance, Weight, Bias, Epsilon, Momentum, NumBatchesTracked, layout) { RowCount = RowCount };

    internal BatchNormParameters WithRowCount(long? rows) =>
        new(NumFeatures, RunningMean, RunningVariance, Weight, Bias, Epsilon, Momentum, NumBatchesTracked, Layout) { RowCount = rows };

    /// <summary>A line for people: the number of channels, batches, and the mean and standard deviation of the first channels.</summary>
    public override string ToString()
    {
        const int shown = 4;
        IEnumerable<string> channels = RunningMean.Zip(RunningVariance).Take(shown).Select(channel =>
            string.Create(CultureInfo.InvariantCulture, $"{channel.First:g5} ± {Math.Sqrt(channel.Second):g5}"));
        string more = RunningMean.Length > shown ? ", …" : "";
        string statistics = !TracksRunningStats ? "each batch by its own statistics" : $"mean ± deviation: {string.Join(", ", channels)}{more}";
        return $"{Count(NumFeatures, "channel", "channels")}, {Layout}, {Count(NumBatchesTracked, "batch", "batches")}; {statistics}";
    }

    private static string Count(long count, string one, string several) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : several)}");

    private float OffsetOf(int channel) =>
        ScaleOf(channel) is var scale && scale == 0 ? RunningMean[channel] : (float)(RunningMean[channel] - (Affine.Bias(channel) / scale));

    private static ReadOnlySpan<float> SpanOf(ImmutableArray<float>? values) => values is { } found ? found.AsSpan() : default;
}

using MlNetBatchNorm.Arguments;

namespace MlNetBatchNorm;

public sealed partial class BatchNormEstimator
{
    /// <summary>
    /// Options of a <see cref="BatchNormEstimator"/>. They are checked when the estimator is made: an
    /// <see cref="ArgumentOutOfRangeException"/> names every wrong one.
    /// </summary>
    public sealed record Options
    {
        /// <summary>The number of consecutive rows per batch, at least 1. The last batch may be shorter. Default 32.</summary>
        public int BatchSize { get; init; } = Defaults.BatchSize;

        /// <summary>
        /// Added to the variance, in squared units, before the square root is taken; finite, 0 or more. Default 1e-5. With 0, a constant channel
        /// gives its bias.
        /// </summary>
        public float Epsilon { get; init; } = Defaults.Epsilon;

        /// <summary>
        /// The weight of the new batch in the running statistics, from 0 to 1, as in PyTorch (Keras' momentum is one minus this); null for
        /// the cumulative average over batches. Default 0.1.
        /// </summary>
        public float? Momentum { get; init; } = Defaults.Momentum;

        /// <summary>PyTorch's running statistics (default), or the exact ones of all rows, for preprocessing.</summary>
        public BatchNormStatistics Statistics { get; init; } = BatchNormStatistics.Running;

        /// <summary>Whether normalized values are multiplied by a weight and a bias is added, per channel. Default true.</summary>
        public bool Affine { get; init; } = Defaults.Affine;

        /// <summary>
        /// Whether statistics are learned (default). If false, every batch of rows is normalized by its own mean and biased variance, when
        /// fitting and when applying; the transformer is then not a row-to-row mapper.
        /// </summary>
        public bool TrackRunningStats { get; init; } = Defaults.TrackRunningStats;

        /// <summary>Which dimension is the channel. Default: decided by the dimensions; see <see cref="ChannelLayout.Auto"/>.</summary>
        public ChannelLayout Layout { get; init; } = ChannelLayout.Auto;

        /// <summary>
        /// The number of channels, at least 1. Required for a flat vector <c>[C*H*W]</c>; otherwise it must agree with the dimensions. Null
        /// (default): taken from the dimensions, where a flat vector has one channel per slot.
        /// </summary>
        public int? NumFeatures { get; init; }

        /// <summary>The channels of an image column to read, in order; no effect on vectors. Default: red, green, blue.</summary>
        public ImageChannels ImageChannels { get; init; } = ImageChannels.Rgb;

        /// <summary>The weight (gamma) per channel, <c>[C]</c>; finite. Null (default): ones. Requires <see cref="Affine"/>.</summary>
        public IReadOnlyList<float>? Weight { get; init; }

        /// <summary>The bias (beta) per channel, <c>[C]</c>; finite. Null (default): zeros. Requires <see cref="Affine"/>.</summary>
        public IReadOnlyList<float>? Bias { get; init; }

        /// <summary>Whether to leave a last batch of fewer than <see cref="BatchSize"/> rows out of the statistics. Default false.</summary>
        public bool DropLastBatch { get; init; }

        /// <summary>What a fit does with a row that has a NaN or an infinity. Default: throw.</summary>
        public NonFiniteHandling NonFinite { get; init; } = NonFiniteHandling.Throw;

        /// <summary>
        /// Whether to leave rows that cannot be read, such as broken images, out of the statistics of every fitted column. They are counted, and
        /// the log names the first. Default false: such a row ends the fit with an error that names the column, the row and the file.
        /// </summary>
        public bool SkipUnreadableRows { get; init; }

        /// <summary>
        /// The largest number of threads that read and compute at once, 1 or more; null (default) or -1 for one per processor. At most 64 are
        /// used, or one per processor if there are more. The result is bit-identical for any number.
        /// </summary>
        public int? MaxDegreeOfParallelism { get; init; }

        /// <summary>Receives progress after every batch; null (default) for no reports.</summary>
        public IProgress<BatchNormProgress>? Progress { get; init; }

        /// <summary>Ends a fit within one batch, with an <see cref="OperationCanceledException"/>; nothing is left half-fitted.</summary>
        public CancellationToken CancellationToken { get; init; }
    }
}
